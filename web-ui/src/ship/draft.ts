// A shipment in the making: what was scanned, what is in what, and the form that the node takes it in. Pure: the view and
// the browser's memory are elsewhere.

import { attachmentsMember, type Attachment } from '../attachment/names.ts';
import type { Item, Scanned } from '../gs1/scan.ts';

export interface Line {
  /** What makes it this thing and no other: `00/SSCC`, `01/GTIN/21/SERIAL`, `01/GTIN/10/LOT`, `01/GTIN`. */
  readonly key: string;
  readonly sscc?: string;
  readonly gtin?: string;
  readonly lot?: string;
  readonly serial?: string;
  /** Of a product or lot. */
  readonly quantity?: number;
  readonly uom?: string;
  /** The SSCC of the package that it is in; loose without. */
  readonly into?: string;
}

export interface Draft {
  /** Names the request, so that it is taken once however often it is sent. */
  readonly id: string;
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly order: string;
  readonly lines: readonly Line[];
  readonly attachments?: readonly Attachment[];
  /** The package that scans go into at the moment. */
  readonly packing?: string;
}

export type Missing = 'goods' | 'from' | 'to' | 'number';

export function newDraft(id: string, number: string, from: string): Draft {
  return { id, number, from, to: '', order: '', lines: [] };
}

export function isEmpty(draft: Draft): boolean {
  return draft.lines.length === 0 && draft.to === '' && draft.order === '' && (draft.attachments ?? []).length === 0;
}

/** What a scan did to a draft. */
export type Scan =
  | { readonly did: 'added' | 'counted' | 'packing' | 'closed'; readonly draft: Draft; readonly line: Line }
  | { readonly did: 'already'; readonly draft: Draft; readonly line: Line }
  | { readonly did: 'to'; readonly draft: Draft; readonly gln: string }
  | { readonly did: 'nothing'; readonly draft: Draft; readonly text: string };

/**
 * Takes a scan in.
 *
 * A package scanned for the first time is loaded; scanned again it is opened, and what is scanned then goes into it; a
 * third time it is closed. A product or lot scanned again counts one more.
 *
 * @param isPlace whether 13 bare digits are a place that is known here: GLN and GTIN-13 look alike
 */
export function scan(draft: Draft, scanned: Scanned, isPlace: (gln: string) => boolean): Scan {
  switch (scanned.kind) {
    case 'place':
      return { did: 'to', draft: { ...draft, to: scanned.gln }, gln: scanned.gln };
    case 'text':
      return { did: 'nothing', draft, text: scanned.text };
    case 'item': {
      const gln = scanned.gtin.slice(1);
      if (scanned.gtin.startsWith('0') && scanned.lot === undefined && scanned.serial === undefined && isPlace(gln)) {
        return { did: 'to', draft: { ...draft, to: gln }, gln };
      }
      return item(draft, scanned, draft.packing);
    }
    case 'package':
      return unit(draft, scanned.sscc, scanned.contents);
  }
}

function unit(draft: Draft, sscc: string, contents: Item | undefined): Scan {
  const key = `00/${sscc}`;
  const there = draft.lines.find((line) => line.key === key);
  if (there !== undefined) {
    if (draft.packing === sscc) {
      const { packing: _closed, ...closed } = draft;
      return { did: 'closed', draft: closed, line: there };
    }
    if (draft.packing === undefined) {
      return { did: 'packing', draft: { ...draft, packing: sscc }, line: there };
    }
    return { did: 'already', draft, line: there };
  }
  const line: Line = { key, sscc, ...(draft.packing === undefined ? {} : { into: draft.packing }) };
  const added = { ...draft, lines: [...draft.lines, line] };
  return { did: 'added', draft: contents === undefined ? added : item(added, contents, sscc).draft, line };
}

function item(draft: Draft, scanned: Item, into: string | undefined): Scan {
  const where = into === undefined ? {} : { into };
  if (scanned.serial !== undefined) {
    const key = `01/${scanned.gtin}/21/${scanned.serial}`;
    const there = draft.lines.find((line) => line.key === key);
    if (there !== undefined) {
      return { did: 'already', draft, line: there };
    }
    const line: Line = {
      key,
      gtin: scanned.gtin,
      serial: scanned.serial,
      ...(scanned.lot === undefined ? {} : { lot: scanned.lot }),
      ...where,
    };
    return { did: 'added', draft: { ...draft, lines: [...draft.lines, line] }, line };
  }
  const key = `01/${scanned.gtin}${scanned.lot === undefined ? '' : `/10/${scanned.lot}`}`;
  const more = scanned.quantity ?? 1;
  const there = draft.lines.find((line) => line.key === key && line.into === into && line.uom === scanned.uom);
  if (there !== undefined) {
    // Weights have at most five digits after the point; floating sums have more.
    const quantity = Math.round(((there.quantity ?? 0) + more) * 1e6) / 1e6;
    const line = { ...there, quantity };
    return { did: 'counted', draft: { ...draft, lines: draft.lines.map((each) => (each === there ? line : each)) }, line };
  }
  const line: Line = {
    key,
    gtin: scanned.gtin,
    quantity: more,
    ...(scanned.lot === undefined ? {} : { lot: scanned.lot }),
    ...(scanned.uom === undefined ? {} : { uom: scanned.uom }),
    ...where,
  };
  return { did: 'added', draft: { ...draft, lines: [...draft.lines, line] }, line };
}

/** Without it, and with what was in it loose. */
export function remove(draft: Draft, line: Line): Draft {
  const lines = draft.lines
    .filter((each) => each !== line)
    .map((each) => {
      if (line.sscc === undefined || each.into !== line.sscc) {
        return each;
      }
      const { into: _gone, ...loose } = each;
      return line.into === undefined ? loose : { ...loose, into: line.into };
    });
  const { packing, ...rest } = draft;
  return { ...rest, lines, ...(packing === undefined || packing === line.sscc ? {} : { packing }) };
}

export function setQuantity(draft: Draft, line: Line, quantity: number): Draft {
  return { ...draft, lines: draft.lines.map((each) => (each === line ? { ...each, quantity } : each)) };
}

/** Moves a thing into a package, or out of all; into itself or into what is in it, it cannot go. */
export function pack(draft: Draft, line: Line, into: string | undefined): Draft {
  if (into !== undefined && line.sscc !== undefined && isWithin(draft, into, line.sscc)) {
    return draft;
  }
  const { into: _before, ...loose } = line;
  const moved = into === undefined ? loose : { ...loose, into };
  return { ...draft, lines: draft.lines.map((each) => (each === line ? moved : each)) };
}

/** Whether a package is another, or somewhere in it. */
export function isWithin(draft: Draft, sscc: string, other: string): boolean {
  for (let at: string | undefined = sscc, steps = 0; at !== undefined && steps <= draft.lines.length; steps++) {
    if (at === other) {
      return true;
    }
    const here: string = at;
    at = draft.lines.find((line) => line.sscc === here)?.into;
  }
  return false;
}

export function packages(draft: Draft): readonly string[] {
  return draft.lines.flatMap((line) => line.sscc ?? []);
}

export function contents(draft: Draft, sscc: string | undefined): readonly Line[] {
  return draft.lines.filter((line) => line.into === sscc);
}

export function missing(draft: Draft): readonly Missing[] {
  return [
    ...(draft.lines.length === 0 ? (['goods'] as const) : []),
    ...(draft.to === '' ? (['to'] as const) : []),
    ...(draft.from === '' ? (['from'] as const) : []),
    ...(draft.number.trim() === '' ? (['number'] as const) : []),
  ];
}

/** The body of `POST /api/v1/shipments`. */
export function form(draft: Draft, shippedAt: string): string {
  const withContents = packages(draft).filter((sscc) => contents(draft, sscc).length > 0);
  return JSON.stringify({
    number: draft.number.trim(),
    shippedAt,
    from: draft.from,
    to: draft.to,
    ...(draft.order.trim() === '' ? {} : { purchaseOrders: [draft.order.trim()] }),
    ...attachmentsMember(draft.attachments),
    lines: contents(draft, undefined)
      .filter((line) => line.sscc === undefined || !withContents.includes(line.sscc))
      .map(formLine),
    packages: withContents.map((sscc) => ({ sscc, contents: contents(draft, sscc).map(formLine) })),
  });
}

function formLine(line: Line): object {
  const { key: _key, into: _into, ...said } = line;
  return said;
}

/** With the offset of the place, as the node wants it: `2026-11-24T08:30:00+01:00`. */
export function localTime(at: Date): string {
  const offset = -at.getTimezoneOffset();
  const two = (n: number): string => String(Math.trunc(Math.abs(n))).padStart(2, '0');
  const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

const NUMBER_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A number to begin with: the day, and four characters that nobody confuses. */
export function suggestNumber(prefix: string, at: Date, random: Uint8Array): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const tail = [...random.slice(0, 4)].map((byte) => NUMBER_ALPHABET[byte % NUMBER_ALPHABET.length]).join('');
  return `${prefix}-${two(at.getFullYear() % 100)}${two(at.getMonth() + 1)}${two(at.getDate())}-${tail}`;
}
