import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { read, type Scanned } from '../gs1/scan.ts';
import { form, isWithin, localTime, missing, newDraft, pack, remove, scan, suggestNumber, type Draft } from './draft.ts';

const PALLET = '195212340000000171';
const CASE = '195212340000000195';

function scanned(text: string): Scanned {
  const reading = read(text);
  assert.ok(reading.ok);
  return reading.scanned;
}

function after(...codes: readonly string[]): Draft {
  return codes.reduce(
    (draft, code) => scan(draft, scanned(code), (gln) => gln === '9521234567899').draft,
    newDraft('id', 'DN-1', '9521234000013'),
  );
}

test('scan_palletAndKnownPlace_isAllThatTheFormNeeds', () => {
  const draft = after(PALLET, '9521234567899');
  assert.deepEqual(missing(draft), []);
  assert.deepEqual(JSON.parse(form(draft, '2026-11-24T08:30:00+01:00')), {
    number: 'DN-1',
    shippedAt: '2026-11-24T08:30:00+01:00',
    from: '9521234000013',
    to: '9521234567899',
    lines: [{ sscc: PALLET }],
    packages: [],
  });
});

test('scan_packageAgain_opensAndClosesIt', () => {
  const draft = after(PALLET, PALLET, CASE, '(01)09521234543213(10)LOT7', PALLET, '(01)09521141123454(21)1001');
  assert.deepEqual(JSON.parse(form(draft, 't')).packages, [
    { sscc: PALLET, contents: [{ sscc: CASE }, { gtin: '09521234543213', quantity: 1, lot: 'LOT7' }] },
  ]);
  assert.deepEqual(JSON.parse(form(draft, 't')).lines, [{ gtin: '09521141123454', serial: '1001' }]);
});

test('scan_lotAgain_counts_serialAgain_doesNot', () => {
  const draft = after('(01)09521234543213(10)A', '(01)09521234543213(10)A', '(01)09521234543213(10)A(37)10');
  assert.equal(draft.lines[0]?.quantity, 12);
  const serial = after('(01)09521141123454(21)1', '(01)09521141123454(21)1');
  assert.equal(serial.lines.length, 1);
  assert.equal(scan(serial, scanned('(01)09521141123454(21)1'), () => false).did, 'already');
});

test('scan_weights_addUpWithoutFloatingDust', () => {
  const draft = after('(01)09521234543213(3101)000001', '(01)09521234543213(3101)000002');
  assert.equal(draft.lines[0]?.quantity, 0.3);
  assert.equal(draft.lines[0]?.uom, 'KGM');
});

test('scan_logisticLabelWithContents_packsThem', () => {
  const draft = after(`(00)${PALLET}(02)09521234543213(37)24(10)LOT7`);
  assert.deepEqual(JSON.parse(form(draft, 't')).packages, [
    { sscc: PALLET, contents: [{ gtin: '09521234543213', quantity: 24, lot: 'LOT7' }] },
  ]);
});

test('scan_unknownThirteenDigits_isAProduct', () => {
  assert.equal(after('9521234000013').lines[0]?.gtin, '09521234000013');
});

test('scan_otherText_changesNothing', () => {
  const draft = after();
  assert.deepEqual(scan(draft, { kind: 'text', text: 'hello' }, () => false), { did: 'nothing', draft, text: 'hello' });
});

test('pack_intoItselfOrItsContents_isRefused', () => {
  const draft = after(PALLET, PALLET, CASE);
  const pallet = draft.lines[0];
  assert.ok(pallet !== undefined);
  assert.equal(pack(draft, pallet, CASE), draft);
  assert.equal(pack(draft, pallet, PALLET), draft);
  assert.ok(isWithin(draft, CASE, PALLET));
});

test('remove_package_leavesItsContentsLoose', () => {
  const draft = after(PALLET, PALLET, CASE);
  const pallet = draft.lines[0];
  assert.ok(pallet !== undefined);
  const left = remove(draft, pallet);
  assert.deepEqual(left.lines, [{ key: `00/${CASE}`, sscc: CASE }]);
  assert.equal(left.packing, undefined);
});

test('missing_ofANewDraft_isGoodsAndPlace', () => {
  assert.deepEqual(missing(newDraft('id', 'DN-1', '')), ['goods', 'to', 'from']);
});

test('localTime_hasAnOffset_suggestNumber_hasTheDay', () => {
  assert.match(localTime(new Date('2026-11-24T07:30:00Z')), /^2026-11-2\dT\d\d:\d\d:00[+-]\d\d:\d\d$/);
  assert.equal(Date.parse(localTime(new Date('2026-11-24T07:30:00Z'))), Date.parse('2026-11-24T07:30:00Z'));
  assert.match(suggestNumber('DN', new Date(2026, 10, 24), new Uint8Array([0, 1, 2, 31])), /^DN-261124-234Z$/);
});
