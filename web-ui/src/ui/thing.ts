import { html, type TemplateResult } from 'lit';
import { placeName, productName } from '../data/names.ts';
import { identify, type Identified } from '../gs1/identifier.ts';
import { t } from '../i18n/index.ts';

/** An identifier in words: its name where this node knows one, its number where not. */
export function thingText(uri: string): string {
  return identifiedText(identify(uri));
}

export function identifiedText(thing: Identified): string {
  const m = t().things;
  switch (thing.kind) {
    case 'package':
      return m.package(thing.sscc);
    case 'item':
      return m.item(productText(thing.gtin), thing.serial);
    case 'lot':
      return m.lot(productText(thing.gtin), thing.lot);
    case 'product':
      return productText(thing.gtin);
    case 'place':
      return placeName(thing.gln) ?? m.place(thing.extension === undefined ? thing.gln : `${thing.gln} / ${thing.extension}`);
    case 'party':
      return placeName(thing.gln) ?? m.party(thing.gln);
    case 'paper':
      return m.paper(thing.number);
    case 'other':
      return thing.uri;
  }
}

export function productText(gtin: string): string {
  return productName(gtin) ?? t().things.product(gtin);
}

export function placeText(gln: string): string {
  return placeName(gln) ?? gln;
}

/** The same as a link to everything that names it. */
export function thingLink(uri: string): TemplateResult {
  return html`<a href="/search?q=${encodeURIComponent(uri)}" title=${uri}>${thingText(uri)}</a>`;
}
