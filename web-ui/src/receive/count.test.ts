import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { arrive, damageEvent, differences, everythingIsHere, form, newCount, setDamaged, setHere, standing, tally, type Announced, type Count } from './count.ts';

const HOST = 'https://id.gs1.org';
const PALLET = `${HOST}/00/195212340000000171`;
const CASE = `${HOST}/00/195212340000000195`;
const ITEM = `${HOST}/01/09521141123454/21/1`;
const OTHER = `${HOST}/01/09521141123454/21/2`;
const LOT = `${HOST}/01/09521234543213/10/L7`;

const ANNOUNCED: Announced = {
  index: 1,
  position: 0,
  eventID: 'urn:uuid:6f1d2a3e-0b53-4d37-9a53-6e9f3f6f0a11',
  paper: 'urn:epcglobal:cbv:bt:9521234000013:DN%201',
  number: 'DN 1',
  shippedAt: '2026-11-24T07:30:00Z',
  state: 'open',
  goods: [
    {
      identifier: PALLET,
      received: false,
      contents: [
        { identifier: CASE, received: false, contents: [{ identifier: ITEM, received: false }, { identifier: OTHER, received: false }] },
        { identifier: LOT, quantity: 24, received: false },
      ],
    },
    { identifier: `${HOST}/01/09521141123454/21/9`, received: false },
  ],
};

function count(...uris: readonly string[]): Count {
  return uris.reduce<Count>((sum, uri) => arrive(sum, uri, undefined, undefined).count, newCount('id', 'GR-1', '9521234567899', ANNOUNCED));
}

test('tally_nothingScanned_isAllMissing', () => {
  const { here, announced, missing } = tally(count());
  assert.deepEqual([here, announced, missing.length], [0, 2, 2]);
});

test('arrive_wholePallet_countsAsOne_andGoesAsOne', () => {
  const done = count(PALLET);
  assert.deepEqual([tally(done).here, tally(done).announced], [1, 2]);
  assert.deepEqual(JSON.parse(form(done, '2026-11-25T08:00:00+01:00')), {
    number: 'GR-1',
    receivedAt: '2026-11-25T08:00:00+01:00',
    at: '9521234567899',
    fromParty: '9521234000013',
    shipment: 'DN 1',
    lines: [{ sscc: '195212340000000171' }],
    packages: [],
  });
});

test('arrive_somethingInside_opensItsPackages_andTheRestIsMissing', () => {
  const opened = count(ITEM);
  assert.deepEqual(tally(opened).missing.map((each) => each.identifier), [OTHER, LOT, `${HOST}/01/09521141123454/21/9`]);
  assert.deepEqual(JSON.parse(form(opened, 't')).packages, [
    { sscc: '195212340000000171', contents: [{ sscc: '195212340000000195', contents: [{ gtin: '09521141123454', serial: '1' }] }] },
  ]);
});

test('arrive_partOfAnAmount_isPartlyHere', () => {
  const some = arrive(count(), LOT, 20, undefined).count;
  const lot = ANNOUNCED.goods[0]?.contents?.[1];
  assert.ok(lot !== undefined);
  assert.equal(standing(some, lot), 'partly');
  assert.equal(standing(arrive(some, LOT, 4, undefined).count, lot), 'here');
  assert.equal(standing(setHere(some, lot, true), lot), 'here');
});

test('arrive_oneMoreThanAnnounced_isADifference', () => {
  const all = everythingIsHere(count());
  assert.equal(differences(all), 0);
  const more = arrive(all, `${HOST}/01/09521141123454/21/16`, undefined, undefined);
  assert.equal(more.did, 'unexpected');
  assert.equal(differences(more.count), 1);
  assert.deepEqual(JSON.parse(form(more.count, 't')).lines.at(-1), { gtin: '09521141123454', serial: '16' });
});

test('arrive_theSameThingTwice_isSaid', () => {
  assert.equal(arrive(count(PALLET), PALLET, undefined, undefined).did, 'twice');
});

test('damageEvent_namesWhatIsDamagedAndThePapers', () => {
  assert.equal(damageEvent(count(PALLET), 't'), undefined);
  const event = JSON.parse(damageEvent(setDamaged(count(PALLET), PALLET, true), '2026-11-25T08:00:00+01:00') ?? '');
  assert.deepEqual(event.epcList, [PALLET]);
  assert.equal(event.disposition, 'damaged');
  assert.equal(event.eventTimeZoneOffset, '+01:00');
  assert.equal(event.bizTransactionList[1].bizTransaction, 'urn:epcglobal:cbv:bt:9521234000013:DN%201');
});
