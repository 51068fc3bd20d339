// Says to a screen reader what others see happen. The region is in the shell and outlives every view.

export function announce(text: string): void {
  const region = document.getElementById('announcements');
  if (region !== null) {
    // The same sentence twice is said twice only if something changes in between.
    region.textContent = '';
    requestAnimationFrame(() => {
      region.textContent = text;
    });
  }
}
