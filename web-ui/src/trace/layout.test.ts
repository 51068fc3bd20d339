import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { layout, type Trace } from './layout.ts';

const HOST = 'https://id.gs1.org';
const lot = (name: string): string => `${HOST}/01/09521234543213/10/${name}`;
const item = (n: number): string => `${HOST}/01/09521141123454/21/${n}`;
const PALLET = `${HOST}/00/195212340000000171`;

function trace(of: string, ids: readonly string[], rest: Partial<Trace>): Trace {
  return {
    of,
    nodes: ids.map((identifier) => ({ identifier, reached: [] })),
    stays: [],
    transformations: [],
    events: [],
    declaredWrong: [],
    cuts: [],
    ...rest,
  };
}

test('layout_transformationAndPacking_goFromLeftToRight', () => {
  const picture = layout(
    trace(lot('B'), [lot('A'), lot('B'), PALLET], {
      transformations: [{ inputs: [{ identifier: lot('A') }], outputs: [{ identifier: lot('B') }], since: '2026-01-01T00:00:00Z' }],
      stays: [{ kind: 'packed', parent: PALLET, child: lot('B'), since: '2026-01-02T00:00:00Z' }],
    }),
    new Set(),
  );
  const rank = (id: string): number | undefined => picture.boxes.find((box) => box.id === id)?.rank;
  assert.deepEqual([rank(lot('A')), rank('made 0'), rank(lot('B')), rank(PALLET)], [0, 1, 2, 3]);
  assert.equal(picture.lines.length, 3);
});

test('layout_manyAlike_areFoldedUntilUnfolded', () => {
  const items = Array.from({ length: 30 }, (_, i) => item(i));
  const packed = trace(PALLET, [PALLET, ...items], {
    stays: items.map((child) => ({ kind: 'packed' as const, parent: PALLET, child, since: '2026-01-02T00:00:00Z' })),
  });
  const folded = layout(packed, new Set());
  assert.equal(folded.boxes.length, 2);
  const fold = folded.boxes.find((box) => box.kind === 'fold');
  assert.equal(fold?.members.length, 30);
  assert.equal(layout(packed, new Set([fold?.id ?? ''])).boxes.length, 31);
});

test('layout_theOneAskedFor_isNeverFolded', () => {
  const items = Array.from({ length: 30 }, (_, i) => item(i));
  const picture = layout(
    trace(item(3), [PALLET, ...items], {
      stays: items.map((child) => ({ kind: 'packed' as const, parent: PALLET, child, since: '2026-01-02T00:00:00Z' })),
    }),
    new Set(),
  );
  assert.equal(picture.boxes.find((box) => box.id === item(3))?.kind, 'thing');
});

test('layout_aCircle_ends', () => {
  const circle = trace(lot('A'), [lot('A'), lot('B')], {
    stays: [
      { kind: 'packed', parent: lot('A'), child: lot('B'), since: '2026-01-01T00:00:00Z' },
      { kind: 'packed', parent: lot('B'), child: lot('A'), since: '2026-01-02T00:00:00Z' },
    ],
  });
  assert.equal(layout(circle, new Set()).boxes.length, 2);
});

test('layout_of20000Things_takesWellUnderASecond', () => {
  const items = Array.from({ length: 20_000 }, (_, i) => item(i));
  const pallets = Array.from({ length: 200 }, (_, i) => `${HOST}/00/${String(i).padStart(18, '0')}`);
  const large = trace(lot('A'), [lot('A'), ...pallets, ...items], {
    transformations: [{ inputs: [{ identifier: lot('A') }], outputs: items.map((identifier) => ({ identifier })), since: '2026-01-01T00:00:00Z' }],
    stays: items.map((child, i) => ({ kind: 'packed' as const, parent: pallets[i % 200] ?? '', child, since: '2026-01-02T00:00:00Z' })),
  });
  const began = performance.now();
  const picture = layout(large, new Set());
  // 202 folds of a hundred, one for each pallet; the bound is ten times what it takes on a slow machine.
  assert.ok(picture.boxes.length < 500);
  assert.ok(performance.now() - began < 5_000);
});
