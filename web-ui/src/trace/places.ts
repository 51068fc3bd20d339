// Where the things of a trace were at some time, and how they moved between places. Pure.
//
// A thing is where the last event that names it says, or where what it is packed into is, whichever is told later.

import { term } from '../event/epcis.ts';
import { order, ranks, type Stay, type Trace, type TraceEvent, type TraceNode } from './layout.ts';

/** Nobody packs deeper, and a browser's stack is not endless. */
const PACKED_DEPTH_MAX = 64;

/** here: it arrived or was seen there; moving: it left there; used: it became something else there. */
export type Stand = 'here' | 'moving' | 'used';

export interface Whereabouts {
  readonly place: string;
  readonly since: number;
  readonly stand: Stand;
}

/** Things that stand alike at one place. */
export interface Holding {
  /** Undefined: no event tells. */
  readonly place: string | undefined;
  readonly stand: Stand;
  readonly things: readonly TraceNode[];
}

/** Things that went from one place to another. */
export interface Movement {
  readonly from: string;
  readonly to: string;
  readonly things: readonly string[];
  /** When the first arrived, and the last; ISO 8601. */
  readonly first: string;
  readonly last: string;
}

export interface Stop {
  readonly place: string;
  readonly rank: number;
  readonly row: number;
}

const placeOf = (event: TraceEvent): string | undefined => event.bizLocation ?? event.readPoint;

function byThing(trace: Trace): Map<string, TraceEvent[]> {
  const found = new Map<string, TraceEvent[]>();
  const inOrder = [...trace.events].sort((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime));
  for (const event of inOrder) {
    for (const thing of event.about) {
      const there = found.get(thing);
      if (there === undefined) {
        found.set(thing, [event]);
      } else {
        there.push(event);
      }
    }
  }
  return found;
}

function stand(event: TraceEvent, used: boolean): Stand {
  if (used) {
    return 'used';
  }
  const step = event.bizStep === undefined ? '' : term(event.bizStep);
  const disposition = event.disposition === undefined ? '' : term(event.disposition);
  return step === 'shipping' || step === 'departing' || disposition === 'in_transit' ? 'moving' : 'here';
}

/** Where each thing was; what nobody had told of by then is not in it. */
export function whereabouts(trace: Trace, when: number): ReadonlyMap<string, Whereabouts> {
  const events = byThing(trace);
  const carriers = new Map<string, Stay[]>();
  for (const stay of trace.stays) {
    const there = carriers.get(stay.child);
    if (there === undefined) {
      carriers.set(stay.child, [stay]);
    } else {
      there.push(stay);
    }
  }
  const usedSince = new Map<string, number>();
  for (const made of trace.transformations) {
    for (const input of made.inputs) {
      usedSince.set(input.identifier, Math.max(Date.parse(made.since), usedSince.get(input.identifier) ?? 0));
    }
  }
  const known = new Map<string, Whereabouts | undefined>();
  const find = (thing: string, depth: number): Whereabouts | undefined => {
    if (known.has(thing) || depth > PACKED_DEPTH_MAX) {
      return known.get(thing);
    }
    let found: Whereabouts | undefined;
    for (const event of events.get(thing) ?? []) {
      const since = Date.parse(event.eventTime);
      const place = placeOf(event);
      if (since <= when && place !== undefined) {
        found = { place, since, stand: stand(event, usedSince.get(thing) === since && term(event.type) === 'TransformationEvent') };
      }
    }
    known.set(thing, found); // what is packed in a circle is asked for again, and ends here
    for (const stay of carriers.get(thing) ?? []) {
      const from = Date.parse(stay.since);
      const holds = from <= when && (stay.until === undefined || Date.parse(stay.until) > when);
      const carried = holds ? find(stay.parent, depth + 1) : undefined;
      if (carried !== undefined && carried.since >= from && carried.since >= (found?.since ?? 0)) {
        found = carried;
      }
    }
    known.set(thing, found);
    return found;
  };
  const result = new Map<string, Whereabouts>();
  for (const node of trace.nodes) {
    const found = find(node.identifier, 0);
    if (found !== undefined) {
      result.set(node.identifier, found);
    }
  }
  return result;
}

/** Who has what: the most things first, what nobody tells of last, what was used up after that. */
export function holdings(trace: Trace, when: number): readonly Holding[] {
  const where = whereabouts(trace, when);
  const found = new Map<string, { place: string | undefined; stand: Stand; things: TraceNode[] }>();
  for (const node of trace.nodes) {
    if (node.firstSeen !== undefined && Date.parse(node.firstSeen) > when) {
      continue;
    }
    const at = where.get(node.identifier);
    const key = at === undefined ? '' : `${at.stand} ${at.place}`;
    const there = found.get(key);
    if (there === undefined) {
      found.set(key, { place: at?.place, stand: at?.stand ?? 'here', things: [node] });
    } else {
      there.things.push(node);
    }
  }
  const weight = (each: Holding): number => (each.stand === 'used' ? 2 : each.place === undefined ? 1 : 0);
  return [...found.values()].sort((a, b) => weight(a) - weight(b) || b.things.length - a.things.length);
}

/** What is shown of a trace's places at one time. */
export interface Places {
  readonly stops: readonly Stop[];
  readonly movements: readonly Movement[];
  readonly holdings: readonly Holding[];
}

export function placesAt(trace: Trace, when: number): Places {
  return { stops: stops(trace), movements: movements(trace, when), holdings: holdings(trace, when) };
}

/** From place to place, as the things' own events tell until then; the first first. */
export function movements(trace: Trace, when: number): readonly Movement[] {
  const found = new Map<string, { from: string; to: string; things: string[]; first: string; last: string }>();
  for (const [thing, events] of byThing(trace)) {
    let before: string | undefined;
    for (const event of events) {
      const place = placeOf(event);
      if (place === undefined || Date.parse(event.eventTime) > when) {
        continue;
      }
      if (before !== undefined && before !== place) {
        const key = `${before} ${place}`;
        const there = found.get(key);
        if (there === undefined) {
          found.set(key, { from: before, to: place, things: [thing], first: event.eventTime, last: event.eventTime });
        } else {
          there.things.push(thing);
          there.first = Date.parse(event.eventTime) < Date.parse(there.first) ? event.eventTime : there.first;
          there.last = Date.parse(event.eventTime) > Date.parse(there.last) ? event.eventTime : there.last;
        }
      }
      before = place;
    }
  }
  return [...found.values()].sort((a, b) => Date.parse(a.first) - Date.parse(b.first));
}

/** The places, those that goods come from left of those that they go to. */
export function stops(trace: Trace): readonly Stop[] {
  const inOrder = [...trace.events].sort((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime));
  const places = [...new Set(inOrder.map(placeOf).filter((place) => place !== undefined))];
  const ways = movements(trace, Infinity);
  const rank = ranks(places, ways);
  const rows = order(new Map(places.map((place) => [place, { rank: rank.get(place) ?? 0 }])), ways);
  return places.map((place) => ({ place, rank: rank.get(place) ?? 0, row: rows.get(place) ?? 0 }));
}
