/**
 * A table as CSV (RFC 4180), with a byte order mark, which spreadsheets need to read it as UTF-8.
 *
 * A cell that a spreadsheet would take for a formula gets an apostrophe before it: a lot may be named `=cmd|'…'` by
 * someone who wants that to run. Blanks before the sign and its wide forms count too: some programs pass over the one and
 * read the other.
 */
export function csv(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(text: string): string {
  const safe = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
