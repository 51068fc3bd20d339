import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { arrive, newCount, type Announced } from '../receive/count.ts';
import { difference, lacking, matching } from './shipments.ts';

const PALLET = 'https://id.gs1.org/00/195212340000000171';
const LOT = 'https://id.gs1.org/01/09521234543213/10/L1';

const announced: Announced = {
  index: 1,
  position: 0,
  eventID: 'urn:uuid:1',
  number: 'DN-1',
  shippedAt: '2026-11-24T08:00:00Z',
  state: 'open',
  goods: [
    { identifier: PALLET, received: false },
    { identifier: LOT, quantity: 10, received: false },
  ],
};

test('lacking_ofAnAmountThatCameInPart_isTheRest', () => {
  const { count } = arrive(newCount('1', 'GR-1', '9521234567899', announced), LOT, 4, undefined);
  assert.deepEqual(lacking(count), [{ identifier: PALLET }, { identifier: LOT, quantity: 6 }]);
});

test('difference_namesThingsAsAFormDoes', () => {
  assert.deepEqual(
    JSON.parse(difference('9521234567899', '2026-11-24T09:00:00+01:00', 'missing', ' ', [{ identifier: PALLET }, { identifier: LOT, quantity: 6 }])),
    {
      at: '9521234567899',
      observedAt: '2026-11-24T09:00:00+01:00',
      reason: 'missing',
      lines: [{ sscc: '195212340000000171' }, { gtin: '09521234543213', lot: 'L1', quantity: 6 }],
    },
  );
});

test('matching_byNumberOrThing_andNothingElse', () => {
  assert.equal(matching([announced], undefined, 'DN-1').length, 1);
  assert.equal(matching([announced], PALLET, undefined).length, 1);
  assert.equal(matching([announced], undefined, 'DN').length, 0);
});
