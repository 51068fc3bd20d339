// From what somebody typed to questions to the node, and back.

import { identify, uriOf } from '../gs1/identifier.ts';
import { read, type ScanFault } from '../gs1/scan.ts';

/**
 * What a search goes out with: the address of one thing where the text is one, else the text for the node to find
 * identifiers by.
 */
export type Asked =
  | { readonly asked: 'thing'; readonly uri: string }
  | { readonly asked: 'text'; readonly text: string; readonly fault?: ScanFault };

export function ask(typed: string): Asked {
  const text = typed.trim();
  if (/^(urn:|did:)/.test(text)) {
    return { asked: 'thing', uri: text };
  }
  const reading = read(text);
  if (!reading.ok) {
    // A link of another kind is an identifier too; anything else may be a piece of one.
    return /^https?:\/\//.test(text)
      ? { asked: 'thing', uri: text }
      : { asked: 'text', text, fault: reading };
  }
  const scanned = reading.scanned;
  switch (scanned.kind) {
    case 'package':
      return { asked: 'thing', uri: uriOf({ kind: 'package', sscc: scanned.sscc }) };
    case 'place':
      return { asked: 'thing', uri: uriOf({ ...scanned, kind: 'place' }) };
    case 'item':
      if (scanned.serial !== undefined) {
        return { asked: 'thing', uri: uriOf({ kind: 'item', gtin: scanned.gtin, serial: scanned.serial }) };
      }
      if (scanned.lot !== undefined) {
        return { asked: 'thing', uri: uriOf({ kind: 'lot', gtin: scanned.gtin, lot: scanned.lot }) };
      }
      // Bare digits may be a GTIN, a GLN, or part of something.
      return { asked: 'text', text: /^\d+$/.test(text) ? text : scanned.gtin };
    case 'text':
      return { asked: 'text', text };
  }
}

export interface Filters {
  readonly from: string;
  readonly until: string;
  readonly step: string;
}

/** The address of the events that name a thing. Each is a question of its own: EPCIS has no "or" between parameters. */
export function eventQueries(uri: string, filters: Filters): readonly string[] {
  const thing = identify(uri);
  const names: readonly string[] = (() => {
    switch (thing.kind) {
      case 'package':
      case 'item':
        return ['MATCH_anyEPC'];
      case 'lot':
      case 'product':
        return ['MATCH_anyEPCClass'];
      case 'place':
        return ['EQ_bizLocation', 'EQ_readPoint', 'EQ_source_location', 'EQ_destination_location'];
      case 'party':
        return ['EQ_source_possessing_party', 'EQ_destination_possessing_party', 'EQ_source_owning_party', 'EQ_destination_owning_party'];
      case 'paper':
        return ['EQ_bizTransaction_desadv', 'EQ_bizTransaction_recadv', 'EQ_bizTransaction_po', 'EQ_bizTransaction_inv', 'EQ_bizTransaction_bol'];
      case 'other':
        return uri.startsWith('urn:uuid:') || uri.startsWith('ni:')
          ? ['EQ_eventID']
          : ['MATCH_anyEPC', 'MATCH_anyEPCClass', 'EQ_bizTransaction', 'EQ_transformationID'];
    }
  })();
  return names.map((name) => queryOf({ [name]: uri }, filters));
}

export function queryOf(conditions: Readonly<Record<string, string>>, filters: Filters, perPage = 50): string {
  const search = new URLSearchParams(conditions);
  if (filters.from !== '') {
    search.set('GE_eventTime', startOfDay(filters.from, 0));
  }
  if (filters.until !== '') {
    search.set('LT_eventTime', startOfDay(filters.until, 1));
  }
  if (filters.step !== '') {
    search.set('EQ_bizStep', filters.step);
  }
  search.set('orderBy', 'eventTime');
  search.set('orderDirection', 'DESC');
  search.set('perPage', String(perPage));
  return `/epcis/events?${search.toString()}`;
}

/** A day of the address, which anybody may have written; what is none narrows nothing. */
export function dayOf(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
}

/** The beginning of a day, in the reader's zone; `days` later. */
function startOfDay(date: string, days: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day + days).toISOString();
}
