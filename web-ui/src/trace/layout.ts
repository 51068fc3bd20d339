// Where the things of a trace stand in the picture: what went into something stands left of it, so that time runs to the
// right. Pure and linear but for the sorting: 20,000 things take some tens of milliseconds.
//
//   1 edges: input → transformation → output, and content → package
//   2 rank: the longest way from a beginning; an edge that would close a circle is left out of the ranking
//   3 fold: things of one kind and product with the same neighbours become one, until someone unfolds them
//   4 order within a rank: twice forth and back, each thing between its neighbours (barycentre)

import { identify } from '../gs1/identifier.ts';

/** As `GET /api/v1/trace/{epc}` has it; of it, what is drawn and listed. */
export interface Trace {
  readonly of: string;
  readonly nodes: readonly TraceNode[];
  readonly stays: readonly Stay[];
  readonly transformations: readonly Transformation[];
  readonly events: readonly TraceEvent[];
  readonly declaredWrong: readonly { readonly event: TraceEvent }[];
  readonly cuts: readonly string[];
}

export interface TraceNode {
  readonly identifier: string;
  readonly reached: readonly string[];
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  readonly place?: string;
  readonly placeSince?: string;
}

export interface Stay {
  readonly kind: 'packed' | 'attached';
  readonly parent: string;
  readonly child: string;
  readonly since: string;
  readonly until?: string;
  readonly quantity?: number;
  readonly uom?: string;
}

export interface Transformation {
  readonly inputs: readonly { readonly identifier: string }[];
  readonly outputs: readonly { readonly identifier: string }[];
  readonly since: string;
}

export interface TraceEvent {
  readonly eventID: string;
  readonly type: string;
  readonly eventTime: string;
  readonly bizStep?: string;
  readonly disposition?: string;
  readonly readPoint?: string;
  readonly bizLocation?: string;
  readonly about: readonly string[];
}

/** A thing, a fold of things, or a transformation, where it is drawn. */
export interface Box {
  readonly id: string;
  readonly kind: 'thing' | 'fold' | 'made';
  /** The things it stands for. */
  readonly members: readonly TraceNode[];
  readonly rank: number;
  /** From the top, in boxes. */
  readonly row: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly kind: 'made' | 'packed' | 'attached';
  /** Whether it holds at the time that is looked at. */
  readonly since: string;
  readonly until: string | undefined;
}

export interface Picture {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly ranks: number;
  readonly rows: number;
}

/** So many alike stand by themselves; more are folded. */
export const FOLD_BEYOND = 4;

export function layout(trace: Trace, unfolded: ReadonlySet<string>): Picture {
  const things = new Map(trace.nodes.map((node) => [node.identifier, node]));
  const lines = edges(trace, things);
  const ids = [...things.keys(), ...trace.transformations.map((_, i) => madeId(i))];
  const rank = ranks(ids, lines);
  const foldOf = folds(trace, things, lines, rank, unfolded);
  const boxes = new Map<string, { kind: Box['kind']; members: TraceNode[]; rank: number }>();
  for (const id of ids) {
    const thing = things.get(id);
    const box = foldOf.get(id) ?? id;
    const there = boxes.get(box);
    if (there !== undefined) {
      if (thing !== undefined) {
        there.members.push(thing);
      }
      continue;
    }
    boxes.set(box, {
      kind: thing === undefined ? 'made' : box === id ? 'thing' : 'fold',
      members: thing === undefined ? [] : [thing],
      rank: rank.get(id) ?? 0,
    });
  }
  const drawn = new Map<string, Line>();
  for (const line of lines) {
    const folded = { ...line, from: foldOf.get(line.from) ?? line.from, to: foldOf.get(line.to) ?? line.to };
    drawn.set(`${folded.from} ${folded.to} ${folded.kind} ${folded.since}`, folded);
  }
  const kept = [...drawn.values()];
  const rows = order(boxes, kept);
  const placed = [...boxes].map(([id, box]): Box => ({ id, ...box, row: rows.get(id) ?? 0 }));
  return {
    boxes: placed,
    lines: kept,
    ranks: placed.reduce((most, box) => Math.max(most, box.rank + 1), 0),
    rows: placed.reduce((most, box) => Math.max(most, box.row + 1), 0),
  };
}

const madeId = (i: number): string => `made ${i}`;

function edges(trace: Trace, things: ReadonlyMap<string, TraceNode>): readonly Line[] {
  const lines: Line[] = [];
  trace.transformations.forEach((made, i) => {
    for (const input of made.inputs) {
      lines.push({ from: input.identifier, to: madeId(i), kind: 'made', since: made.since, until: undefined });
    }
    for (const output of made.outputs) {
      lines.push({ from: madeId(i), to: output.identifier, kind: 'made', since: made.since, until: undefined });
    }
  });
  for (const stay of trace.stays) {
    lines.push({ from: stay.child, to: stay.parent, kind: stay.kind, since: stay.since, until: stay.until });
  }
  const known = (id: string): boolean => things.has(id) || id.startsWith('made ');
  return lines.filter((line) => line.from !== line.to && known(line.from) && known(line.to));
}

/** Anything that leads from one to another. */
export type Way = Pick<Line, 'from' | 'to'>;

function neighbours(lines: readonly Way[], end: 'from' | 'to', other: 'from' | 'to'): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const there = found.get(line[end]);
    if (there === undefined) {
      found.set(line[end], [line[other]]);
    } else {
      there.push(line[other]);
    }
  }
  return found;
}

/** The longest way to each, by Kahn's order; what is left of circles comes after what led into them. */
export function ranks(ids: readonly string[], lines: readonly Way[]): Map<string, number> {
  const next = neighbours(lines, 'from', 'to');
  const waiting = new Map<string, number>();
  for (const line of lines) {
    waiting.set(line.to, (waiting.get(line.to) ?? 0) + 1);
  }
  const rank = new Map<string, number>();
  const done = new Set<string>();
  const ready = ids.filter((id) => (waiting.get(id) ?? 0) === 0);
  const left = new Set(ids);
  while (left.size > 0) {
    let id = ready.pop();
    if (id === undefined) {
      // A circle: begin anywhere in it.
      id = left.values().next().value;
    }
    if (id === undefined || done.has(id)) {
      continue;
    }
    done.add(id);
    left.delete(id);
    const here = rank.get(id) ?? 0;
    rank.set(id, here);
    for (const other of next.get(id) ?? []) {
      if (!done.has(other)) {
        rank.set(other, Math.max(rank.get(other) ?? 0, here + 1));
        const open = (waiting.get(other) ?? 1) - 1;
        waiting.set(other, open);
        if (open === 0) {
          ready.push(other);
        }
      }
    }
  }
  return rank;
}

/** From a thing to the fold that it is drawn as, for those that are folded. */
function folds(
  trace: Trace,
  things: ReadonlyMap<string, TraceNode>,
  lines: readonly Line[],
  rank: ReadonlyMap<string, number>,
  unfolded: ReadonlySet<string>,
): Map<string, string> {
  const before = neighbours(lines, 'to', 'from');
  const after = neighbours(lines, 'from', 'to');
  const alike = new Map<string, string[]>();
  for (const id of things.keys()) {
    if (id === trace.of) {
      continue;
    }
    const thing = identify(id);
    const what = 'gtin' in thing ? `${thing.kind} ${thing.gtin}` : thing.kind;
    const key = JSON.stringify([rank.get(id), what, sorted(before.get(id)), sorted(after.get(id))]);
    const there = alike.get(key);
    if (there === undefined) {
      alike.set(key, [id]);
    } else {
      there.push(id);
    }
  }
  const foldOf = new Map<string, string>();
  for (const members of alike.values()) {
    const fold = `fold ${members[0] ?? ''}`;
    if (members.length > FOLD_BEYOND && !unfolded.has(fold)) {
      members.forEach((id) => foldOf.set(id, fold));
    }
  }
  return foldOf;
}

const sorted = (ids: readonly string[] | undefined): readonly string[] => [...new Set(ids)].sort();

/** The row of each, so that lines are short. */
export function order(boxes: ReadonlyMap<string, { readonly rank: number }>, lines: readonly Way[]): Map<string, number> {
  const byRank: string[][] = [];
  for (const [id, box] of boxes) {
    (byRank[box.rank] ??= []).push(id);
  }
  const before = neighbours(lines, 'to', 'from');
  const after = neighbours(lines, 'from', 'to');
  const row = new Map<string, number>();
  byRank.forEach((ids) => ids.forEach((id, i) => row.set(id, i)));
  const settle = (ids: string[], sides: ReadonlyMap<string, readonly string[]>): void => {
    const centre = new Map(
      ids.map((id) => {
        const beside = sides.get(id) ?? [];
        const sum = beside.reduce((total, other) => total + (row.get(other) ?? 0), 0);
        return [id, beside.length === 0 ? (row.get(id) ?? 0) : sum / beside.length];
      }),
    );
    ids.sort((a, b) => (centre.get(a) ?? 0) - (centre.get(b) ?? 0));
    ids.forEach((id, i) => row.set(id, i));
  };
  for (let sweep = 0; sweep < 2; sweep++) {
    byRank.forEach((ids) => settle(ids, before));
    [...byRank].reverse().forEach((ids) => settle(ids, after));
  }
  // Each rank in the middle.
  const most = byRank.reduce((max, ids) => Math.max(max, ids.length), 0);
  byRank.forEach((ids) => ids.forEach((id, i) => row.set(id, i + (most - ids.length) / 2)));
  return row;
}
