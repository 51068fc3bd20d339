import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import type { Trace, TraceEvent } from './layout.ts';
import { holdings, movements, stops, whereabouts } from './places.ts';

const HOST = 'https://id.gs1.org';
const FARM = `${HOST}/414/9521234000013`;
const SHOP = `${HOST}/414/9521234567899`;
const PALLET = `${HOST}/00/195212340000000171`;
const item = (n: number): string => `${HOST}/01/09521141123454/21/${n}`;

function event(day: number, step: string, place: string | undefined, about: readonly string[], type = 'ObjectEvent'): TraceEvent {
  return {
    eventID: `urn:uuid:${day}`,
    type,
    eventTime: `2026-01-${String(day).padStart(2, '0')}T08:00:00Z`,
    bizStep: step,
    ...(place === undefined ? {} : { readPoint: place }),
    about,
  };
}

function trace(ids: readonly string[], rest: Partial<Trace>): Trace {
  return {
    of: ids[0] ?? '',
    nodes: ids.map((identifier) => ({ identifier, reached: [] })),
    stays: [],
    transformations: [],
    events: [],
    declaredWrong: [],
    cuts: [],
    ...rest,
  };
}

const day = (n: number): number => Date.parse(`2026-01-${String(n).padStart(2, '0')}T12:00:00Z`);

const shipped = trace([item(1), item(2), PALLET], {
  events: [
    event(5, 'receiving', SHOP, [PALLET]),
    event(3, 'shipping', FARM, [PALLET]),
    event(1, 'commissioning', FARM, [item(1), item(2)]),
    event(2, 'packing', FARM, [PALLET, item(1)], 'AggregationEvent'),
  ],
  stays: [{ kind: 'packed', parent: PALLET, child: item(1), since: '2026-01-02T08:00:00Z' }],
});

test('whereabouts_thingOnAPallet_isWhereThePalletIs', () => {
  const place = (when: number, of: string) => whereabouts(shipped, when).get(of);
  assert.deepEqual(place(day(1), item(1)), { place: FARM, since: day(1) - 4 * 3_600_000, stand: 'here' });
  assert.equal(place(day(1), PALLET), undefined);
  assert.equal(place(day(4), item(1))?.stand, 'moving');
  assert.equal(place(day(4), item(2))?.stand, 'here');
  assert.equal(place(day(5), item(1))?.place, SHOP);
  assert.equal(place(day(5), item(2))?.place, FARM);
});

test('whereabouts_takenOffThePallet_staysBehind', () => {
  const unpacked = { ...shipped, stays: [{ ...shipped.stays[0]!, until: '2026-01-03T07:00:00Z' }] };
  assert.equal(whereabouts(unpacked, day(5)).get(item(1))?.place, FARM);
});

test('whereabouts_packagesInACircle_end', () => {
  const circle = trace([PALLET, item(1)], {
    events: [event(1, 'packing', FARM, [PALLET])],
    stays: [
      { kind: 'packed', parent: PALLET, child: item(1), since: '2026-01-01T07:00:00Z' },
      { kind: 'packed', parent: item(1), child: PALLET, since: '2026-01-01T07:00:00Z' },
    ],
  });
  assert.equal(whereabouts(circle, day(1)).get(item(1))?.place, FARM);
});

test('holdings_now_countsByPlaceAndLeavesOutWhatIsNotThereYet', () => {
  assert.deepEqual(
    holdings(shipped, Infinity).map((each) => [each.place, each.stand, each.things.length]),
    [
      [SHOP, 'here', 2],
      [FARM, 'here', 1],
    ],
  );
});

test('holdings_inputOfATransformation_isUsed', () => {
  const made = trace([item(1), item(2)], {
    events: [event(1, 'commissioning', FARM, [item(1)]), event(2, 'transforming', SHOP, [item(1), item(2)], 'TransformationEvent')],
    transformations: [{ inputs: [{ identifier: item(1) }], outputs: [{ identifier: item(2) }], since: '2026-01-02T08:00:00Z' }],
  });
  assert.deepEqual(
    holdings(made, Infinity).map((each) => [each.place, each.stand, each.things.map((thing) => thing.identifier)]),
    [
      [SHOP, 'here', [item(2)]],
      [SHOP, 'used', [item(1)]],
    ],
  );
  assert.deepEqual(holdings(made, day(1)).map((each) => [each.place, each.stand]), [[FARM, 'here'], [undefined, 'here']]);
});

test('movements_andStops_goFromWhereGoodsCome', () => {
  assert.deepEqual(movements(shipped, Infinity), [
    { from: FARM, to: SHOP, things: [PALLET], first: '2026-01-05T08:00:00Z', last: '2026-01-05T08:00:00Z' },
  ]);
  assert.deepEqual(movements(shipped, day(4)), []);
  assert.deepEqual(
    stops(shipped).map((each) => [each.place, each.rank]),
    [
      [FARM, 0],
      [SHOP, 1],
    ],
  );
});
