// Counting what arrived against what was announced. Pure: the view and the browser's memory are elsewhere.

import { attachmentsMember, type Attachment } from '../attachment/names.ts';
import { identify, uriOf } from '../gs1/identifier.ts';
import type { Item, Scanned } from '../gs1/scan.ts';

/** As `GET /api/v1/shipments/{index}/{position}` has it. */
export interface Announced {
  readonly index: number;
  readonly position: number;
  readonly eventID: string;
  readonly number?: string;
  readonly paper?: string;
  readonly shippedAt: string;
  readonly from?: string;
  readonly to?: string;
  readonly state: 'open' | 'partlyReceived' | 'received';
  readonly goods: readonly AnnouncedGoods[];
  /** What was said to be other than announced; in the details alone. */
  readonly differences?: readonly Difference[];
}

/** As `GET /api/v1/differences/{index}/{position}` has it. */
export interface Difference {
  readonly index: number;
  readonly position: number;
  readonly eventID: string;
  readonly observedAt: string;
  readonly disposition?: string;
  readonly reason?: string;
  readonly note?: string;
  /** Whose company said it, where that is not the one whose node recorded it. */
  readonly confirmedBy?: string;
  readonly goods: readonly string[];
  readonly attachments?: readonly string[];
  /** Of an inspection that opened no case, none. */
  readonly state?: 'open' | 'closed';
  readonly outcome?: string;
  readonly steps?: readonly Step[];
  /** In the list of differences alone. */
  readonly shipment?: { readonly index: number; readonly position: number; readonly number?: string };
}

/** What was said to a difference since it was opened. */
export interface Step {
  readonly index: number;
  readonly position: number;
  readonly eventID: string;
  readonly saidAt: string;
  readonly outcome?: string;
  readonly note?: string;
  readonly confirmedBy?: string;
}

export interface AnnouncedGoods {
  readonly identifier: string;
  readonly quantity?: number;
  readonly uom?: string;
  readonly received: boolean;
  readonly contents?: readonly AnnouncedGoods[];
}

export interface Count {
  readonly id: string;
  readonly number: string;
  readonly at: string;
  readonly announced?: Announced;
  /** What was counted, by URI: one of a thing, so much of an amount. What was not announced among it. */
  readonly here: Readonly<Record<string, Counted>>;
  readonly damaged: readonly string[];
  readonly attachments?: readonly Attachment[];
}

export interface Counted {
  readonly quantity: number;
  readonly uom?: string;
}

export type Standing = 'here' | 'partly' | 'missing';

export function newCount(id: string, number: string, at: string, announced?: Announced): Count {
  return { id, number, at, here: {}, damaged: [], ...(announced === undefined ? {} : { announced }) };
}

export function isAmount(uri: string): boolean {
  const kind = identify(uri).kind;
  return kind === 'lot' || kind === 'product';
}

/** The URI of a scan, or undefined for what is no goods. */
export function scannedUri(scanned: Scanned): string | undefined {
  switch (scanned.kind) {
    case 'package':
      return uriOf({ kind: 'package', sscc: scanned.sscc });
    case 'item':
      return itemUri(scanned);
    default:
      return undefined;
  }
}

function itemUri(item: Item): string {
  if (item.serial !== undefined) {
    return uriOf({ kind: 'item', gtin: item.gtin, serial: item.serial });
  }
  return item.lot === undefined
    ? uriOf({ kind: 'product', gtin: item.gtin })
    : uriOf({ kind: 'lot', gtin: item.gtin, lot: item.lot });
}

/** All that was announced, packages before what is in them. */
export function all(goods: readonly AnnouncedGoods[]): readonly AnnouncedGoods[] {
  return goods.flatMap((each) => [each, ...all(each.contents ?? [])]);
}

export function announcedGoods(count: Count): readonly AnnouncedGoods[] {
  return count.announced?.goods ?? [];
}

export function find(count: Count, uri: string): AnnouncedGoods | undefined {
  return all(announcedGoods(count)).find((each) => each.identifier === uri);
}

/** What a scan did to a count. */
export interface Arrival {
  readonly did: 'here' | 'unexpected' | 'twice';
  readonly count: Count;
}

export function arrive(count: Count, uri: string, quantity: number | undefined, uom: string | undefined): Arrival {
  const before = count.here[uri];
  const amount = isAmount(uri);
  if (before !== undefined && !amount) {
    return { did: 'twice', count };
  }
  // Weights have at most five digits after the point; floating sums have more.
  const total = amount ? Math.round(((before?.quantity ?? 0) + (quantity ?? 1)) * 1e6) / 1e6 : 1;
  const here = { ...count.here, [uri]: { quantity: total, ...(uom === undefined ? {} : { uom }) } };
  return { did: find(count, uri) === undefined ? 'unexpected' : 'here', count: { ...count, here } };
}

/** All of an announced thing, or none of it. */
export function setHere(count: Count, goods: AnnouncedGoods, here: boolean): Count {
  const { [goods.identifier]: _before, ...others } = count.here;
  const counted = { quantity: goods.quantity ?? 1, ...(goods.uom === undefined ? {} : { uom: goods.uom }) };
  return { ...count, here: here ? { ...others, [goods.identifier]: counted } : others };
}

export function forget(count: Count, uri: string): Count {
  const { [uri]: _before, ...here } = count.here;
  return { ...count, here, damaged: count.damaged.filter((each) => each !== uri) };
}

export function everythingIsHere(count: Count): Count {
  return announcedGoods(count).reduce((sum, goods) => (standing(sum, goods) === 'here' ? sum : setHere(sum, goods, true)), count);
}

export function setDamaged(count: Count, uri: string, damaged: boolean): Count {
  const others = count.damaged.filter((each) => each !== uri);
  return { ...count, damaged: damaged ? [...others, uri] : others };
}

/** Something in it was counted by itself: then what of it was not, is missing. */
export function isOpened(count: Count, goods: AnnouncedGoods): boolean {
  return all(goods.contents ?? []).some((each) => count.here[each.identifier] !== undefined);
}

/** @param within whether the package around it is here unopened */
export function standing(count: Count, goods: AnnouncedGoods, within = false): Standing {
  const counted = count.here[goods.identifier];
  if (counted !== undefined && goods.quantity !== undefined && counted.quantity < goods.quantity) {
    return 'partly';
  }
  return counted !== undefined || within || isOpened(count, goods) ? 'here' : 'missing';
}

export interface Tally {
  readonly here: number;
  readonly announced: number;
  readonly missing: readonly AnnouncedGoods[];
  readonly unexpected: readonly string[];
  readonly damaged: readonly string[];
}

/** Counts the things that were announced, each package by what is in it where it was opened, else as one. */
export function tally(count: Count): Tally {
  const missing: AnnouncedGoods[] = [];
  let here = 0;
  let announced = 0;
  const walk = (goods: readonly AnnouncedGoods[]): void => {
    for (const each of goods) {
      if (isOpened(count, each)) {
        walk(each.contents ?? []);
      } else {
        announced++;
        if (standing(count, each) === 'here') {
          here++;
        } else {
          missing.push(each);
        }
      }
    }
  };
  walk(announcedGoods(count));
  const unexpected = Object.keys(count.here).filter((uri) => find(count, uri) === undefined);
  return { here, announced, missing, unexpected, damaged: count.damaged };
}

export function differences(count: Count): number {
  const { missing, unexpected, damaged } = tally(count);
  return missing.length + unexpected.length + damaged.length;
}

/**
 * The body of `POST /api/v1/receivings`, or, of a guest, of `…/receivings` below his shipment: which says what it is
 * against, and takes nothing that was not announced.
 */
export function form(count: Count, receivedAt: string, guest = false): string {
  const lines: object[] = [];
  const packages: object[] = [];
  for (const each of announcedGoods(count)) {
    if (isOpened(count, each)) {
      packages.push({ ...line(each.identifier, undefined), contents: contents(count, each) });
    } else if (standing(count, each) !== 'missing') {
      lines.push(line(each.identifier, count.here[each.identifier]));
    }
  }
  for (const uri of guest ? [] : tally(count).unexpected) {
    lines.push(line(uri, count.here[uri]));
  }
  const paper = count.announced?.paper === undefined ? undefined : identify(count.announced.paper);
  return JSON.stringify({
    number: count.number.trim(),
    receivedAt,
    at: count.at,
    ...(paper?.kind === 'paper' && !guest ? { fromParty: paper.issuer, shipment: paper.number } : {}),
    ...attachmentsMember(count.attachments),
    lines,
    packages,
  });
}

function contents(count: Count, goods: AnnouncedGoods): object[] {
  return (goods.contents ?? []).flatMap((each): object[] => {
    if (isOpened(count, each)) {
      return [{ ...line(each.identifier, undefined), contents: contents(count, each) }];
    }
    return count.here[each.identifier] === undefined ? [] : [line(each.identifier, count.here[each.identifier])];
  });
}

export function line(uri: string, counted: Counted | undefined): object {
  const thing = identify(uri);
  const amount = { quantity: counted?.quantity ?? 1, ...(counted?.uom === undefined ? {} : { uom: counted.uom }) };
  switch (thing.kind) {
    case 'package':
      return { sscc: thing.sscc };
    case 'item':
      return { gtin: thing.gtin, serial: thing.serial };
    case 'lot':
      return { gtin: thing.gtin, lot: thing.lot, ...amount };
    case 'product':
      return { gtin: thing.gtin, ...amount };
    default:
      throw new Error(`${uri} is no goods that a form can name`);
  }
}

/** The body of `POST /epcis/events` that says what was damaged; undefined where nothing was. */
export function damageEvent(count: Count, receivedAt: string): string | undefined {
  if (count.damaged.length === 0) {
    return undefined;
  }
  const things = count.damaged.filter((uri) => !isAmount(uri));
  const amounts = count.damaged.filter(isAmount);
  return JSON.stringify({
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    type: 'ObjectEvent',
    eventTime: receivedAt,
    eventTimeZoneOffset: receivedAt.slice(-6),
    action: 'OBSERVE',
    bizStep: 'inspecting',
    disposition: 'damaged',
    ...(things.length === 0 ? {} : { epcList: things }),
    ...(amounts.length === 0
      ? {}
      : {
          quantityList: amounts.map((uri) => ({
            epcClass: uri,
            quantity: count.here[uri]?.quantity ?? find(count, uri)?.quantity ?? 1,
            ...(count.here[uri]?.uom === undefined ? {} : { uom: count.here[uri].uom }),
          })),
        }),
    readPoint: { id: uriOf({ kind: 'place', gln: count.at }) },
    bizLocation: { id: uriOf({ kind: 'place', gln: count.at }) },
    bizTransactionList: [
      { type: 'recadv', bizTransaction: uriOf({ kind: 'paper', issuer: count.at, number: count.number.trim() }) },
      ...(count.announced?.paper === undefined ? [] : [{ type: 'desadv', bizTransaction: count.announced.paper }]),
    ],
  });
}
