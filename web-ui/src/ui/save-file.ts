/** Hands a file to the person; nothing of it leaves the browser. */
export function saveFile(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The click has begun the download by now; a minute is more than any browser takes to open the file.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
