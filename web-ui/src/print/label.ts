// What stands on a label: the element string of a thing, its symbol's address, and the lines that people read. Pure.

import { identify } from '../gs1/identifier.ts';
import { read, type Item, type Scanned } from '../gs1/scan.ts';

export type Symbology = 'gs1-datamatrix' | 'gs1-128' | 'qr';

export const SYMBOLOGIES: readonly Symbology[] = ['gs1-datamatrix', 'gs1-128', 'qr'];

export interface Label {
  /** `(01)09521234543213(10)LOT7`, as the node takes it and as it stands under the symbol. */
  readonly text: string;
  readonly scanned: Exclude<Scanned, { readonly kind: 'text' }>;
}

/** Of what was typed, scanned or linked to; undefined where that names neither goods nor a place. */
export function labelOf(typed: string): Label | undefined {
  const text = typed.trim();
  const reading = read(/^urn:|^https?:/.test(text) ? printed(text) : text);
  if (!reading.ok || reading.scanned.kind === 'text') {
    return undefined;
  }
  const elements = elementString(reading.scanned);
  // What was typed may say more than we know by name: a date, a weight. The node prints it as it is.
  return { text: text.startsWith('(') ? text : elements, scanned: reading.scanned };
}

/** A link or URN of the ledger, as an element string. */
function printed(uri: string): string {
  const thing = identify(uri);
  switch (thing.kind) {
    case 'package':
      return elementString({ kind: 'package', sscc: thing.sscc });
    case 'item':
      return elementString({ ...thing, kind: 'item' });
    case 'lot':
      return elementString({ ...thing, kind: 'item' });
    case 'product':
      return elementString({ ...thing, kind: 'item' });
    case 'place':
      return elementString({ ...thing, kind: 'place' });
    case 'party':
    case 'paper':
    case 'other':
      return uri;
  }
}

function elementString(scanned: Label['scanned']): string {
  switch (scanned.kind) {
    case 'package':
      return `(00)${scanned.sscc}${scanned.contents === undefined ? '' : itemString('02', scanned.contents)}`;
    case 'item':
      return itemString('01', scanned);
    case 'place':
      return `(414)${scanned.gln}${scanned.extension === undefined ? '' : `(254)${scanned.extension}`}`;
  }
}

function itemString(ai: '01' | '02', item: Item): string {
  const count = ai === '02' && item.quantity !== undefined && item.uom === undefined ? `(37)${item.quantity}` : '';
  return `(${ai})${item.gtin}${count}${item.lot === undefined ? '' : `(10)${item.lot}`}${item.serial === undefined ? '' : `(21)${item.serial}`}`;
}

export function symbolAddress(text: string, symbology: Symbology): string {
  return `/api/v1/barcode?${new URLSearchParams({ text, symbol: symbology }).toString()}`;
}

/** A logistic label has bars that every dock reads; what is smaller than a pallet has a square. */
export function usualSymbology(label: Label): Symbology {
  return label.scanned.kind === 'package' ? 'gs1-128' : 'gs1-datamatrix';
}
