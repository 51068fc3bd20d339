// Moves within the dashboard without loading the page anew. The address says all that a view shows.

export const MOVED = 'tallystick-moved';

export function navigate(address: string): void {
  if (address !== location.pathname + location.search) {
    history.pushState(null, '', address);
  }
  window.dispatchEvent(new Event(MOVED));
}

/** The same view, showing something else: the address changes, and so does what "back" goes to. */
export function showParameters(parameters: Readonly<Record<string, string | undefined>>, replace = false): void {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') {
      search.set(name, value);
    }
  }
  const address = location.pathname + (search.size === 0 ? '' : `?${search.toString()}`);
  if (address === location.pathname + location.search) {
    return;
  }
  if (replace) {
    history.replaceState(null, '', address);
  } else {
    history.pushState(null, '', address);
  }
}

export function parameter(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? '';
}
