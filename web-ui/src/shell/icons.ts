import { svg, html, type TemplateResult } from 'lit';

// Drawn for 24 by 24, in strokes of the text's colour. They never stand without words.
const PATHS: Readonly<Record<string, TemplateResult>> = {
  tally: svg`<rect x="2" y="8" width="20" height="8" rx="2.5" fill="currentColor" stroke="none"/><path class="cut" d="M6 8v4M9 8v4M12 8v4M15 8v4M4 15 19 9"/>`,
  today: svg`<path d="M4 11 12 4l8 7v9h-5v-6H9v6H4z"/>`,
  shipments: svg`<path d="M4 5h16v14H4zM4 10h16M9 10v9"/>`,
  ship: svg`<path d="M3 8l9-4 9 4v9l-9 4-9-4zM3 8l9 4 9-4M12 12v9"/>`,
  receive: svg`<path d="M12 3v11M7.5 10 12 14.500 16.500 10M4 16v4h16v-4"/>`,
  import: svg`<path d="M6 3h8l4 4v14H6zM14 3v4h4M12 10v7M9 14.500 12 17.500 15 14.500"/>`,
  search: svg`<circle cx="10.500" cy="10.500" r="6.500"/><path d="M15.500 15.500 21 21"/>`,
  trace: svg`<circle cx="5" cy="12" r="2.500"/><circle cx="19" cy="5" r="2.500"/><circle cx="19" cy="19" r="2.500"/><path d="M7.300 11 16.700 6M7.300 13l9.400 5"/>`,
  ledger: svg`<path d="M6 3h13v18H6a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM8 8h7M8 12h7M8 16h4"/>`,
  verify: svg`<path d="M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM8.500 12l2.500 2.500 4.500-5"/>`,
  settings: svg`<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>`,
  event: svg`<circle cx="12" cy="12" r="8"/>`,
};

export function icon(name: string): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}
