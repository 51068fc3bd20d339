import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { readCsv } from './csv-reader.ts';
import { documentsOf, idempotencyKey, placeOf, type Document, type Reading } from './documents.ts';
import { doubled, guessKind, guessMapping, type Kind } from './fields.ts';
import type { Table } from './table.ts';

const FROM = '9521234000013';
const TO = '9521234567899';
const GTIN = '09521234543213';

const table = (...lines: readonly string[]): Table => readCsv(new TextEncoder().encode(lines.join('\n')));

function documents(its: Table, kind: Kind = 'shipments', more: Partial<Reading> = {}): readonly Document[] {
  return documentsOf(its, {
    kind,
    mapping: guessMapping(its.headers, kind),
    order: 'dmy',
    decimal: '.',
    zone: 'UTC',
    forAll: {},
    place: () => undefined,
    product: (name) => (name === 'Tea' ? '9521234543213' : undefined),
    step: (word) => (['shipping', 'commissioning'].includes(word) ? word : undefined),
    disposition: () => undefined,
    ...more,
  });
}

const HEADER = 'Delivery note,Ship date,Ship from,Ship to,GTIN,Lot,Serial number,Quantity,UOM,SSCC,PO number';

test('mapping_ofHeadersInTwoLanguages_isGuessed', () => {
  const english = HEADER.split(',');
  const german = 'Lieferschein-Nr.;Versanddatum;Absender;Empfänger;GTIN/EAN;Charge;Seriennummer;Menge;Einheit;NVE (SSCC);Bestell-Nr.'.split(';');
  const expected = ['number', 'time', 'from', 'to', 'product', 'lot', 'serial', 'quantity', 'unit', 'sscc', 'order'];
  assert.deepEqual(guessMapping(english, 'shipments'), expected);
  assert.deepEqual(guessMapping(german, 'shipments').map((field, i) => field ?? german[i]), [...expected.slice(0, 9), 'NVE (SSCC)', 'order']);
  assert.deepEqual(guessMapping(['Remark', 'Date', 'Shipping date'], 'shipments'), [undefined, undefined, 'time']);
});

test('kind_isGuessedByTheHeader', () => {
  assert.equal(guessKind(table(HEADER, 'x')), 'shipments');
  assert.equal(guessKind(table('Goods receipt,Receipt date,Location', 'x')), 'receivings');
  assert.equal(guessKind(table('Event time,bizStep,GTIN', 'x')), 'events');
});

test('rowsOfOneNumber_areOneShipment_whereverTheyStand', () => {
  const all = documents(
    table(
      HEADER,
      `DN-1,23.11.2026,${FROM},${TO},${GTIN},L7,,24,pcs,,PO 1`,
      `DN-2,24.11.2026,${FROM},${TO},,,,,,195212340000000171,`,
      `DN-1,23.11.2026,${FROM},${TO},Tea,,,12.5,kg,195212340000000188,PO 2`,
    ),
  );
  assert.deepEqual(all.map((each) => [each.number, each.rows, each.faults]), [
    ['DN-1', [2, 4], []],
    ['DN-2', [3], []],
  ]);
  assert.deepEqual(JSON.parse(all[0]?.body ?? ''), {
    number: 'DN-1',
    shippedAt: '2026-11-23T00:00:00Z',
    from: FROM,
    to: TO,
    purchaseOrders: ['PO 1', 'PO 2'],
    lines: [
      { gtin: GTIN, lot: 'L7', quantity: '24' },
      { sscc: '195212340000000188', gtin: '9521234543213', quantity: '12.5', uom: 'KGM' },
    ],
  });
  assert.deepEqual(JSON.parse(all[1]?.body ?? '').lines, [{ sscc: '195212340000000171' }]);
});

test('faults_areOfTheirRowAndField_andTheRestOfTheFileIsFree', () => {
  const all = documents(
    table(
      HEADER,
      `DN-1,never,${FROM},9521234567890,${GTIN},,,x,,,`,
      `DN-1,never,${FROM},${TO},${GTIN},,,1,,,`,
      `,24.11.2026,${FROM},${TO},,,,1,,,`,
      `DN-3,24.11.2026,${FROM},${TO},${GTIN},,,1,,,,too,many`,
      `DN-4,24.11.2026,${FROM},${TO},${GTIN},,,1,,,`,
    ),
  );
  assert.deepEqual(all.map((each) => each.faults.map((fault) => [fault.row, fault.field, fault.fault])), [
    [[2, 'time', 'time'], [2, 'to', 'checkDigit'], [2, 'quantity', 'amount'], [3, 'to', 'differs']],
    [[4, 'number', 'missing'], [4, 'product', 'noGoods']],
    [[5, undefined, 'ragged']],
    [],
  ]);
});

test('receiving_saysItsPlaceOnceForAll', () => {
  const [receiving] = documents(table('Goods receipt,Receipt date,Lieferschein,GTIN,Qty', `GR-1,2026-11-25,DN-1,${GTIN},3`), 'receivings', {
    forAll: { at: TO, from: FROM, to: 'not of this kind' },
  });
  assert.equal(receiving?.path, '/api/v1/receivings');
  assert.deepEqual(JSON.parse(receiving?.body ?? ''), {
    number: 'GR-1',
    receivedAt: '2026-11-25T00:00:00Z',
    at: TO,
    from: FROM,
    shipment: 'DN-1',
    lines: [{ gtin: GTIN, quantity: '3' }],
  });
});

test('event_isEpcis_andEqualRowsAreOne', () => {
  const row = `2026-11-24T08:30:00+01:00,commissioning,${FROM},${GTIN},L1,S/1,,`;
  const all = documents(
    table('Event time,bizStep,Location,GTIN,Lot,Serial number,Quantity,UOM', row, `2026-11-24,shipping,${FROM},${GTIN},,,2.5,kg`, row, `2026-11-24,dancing,${FROM},${GTIN},,,1,`),
    'events',
  );
  assert.deepEqual(all.map((each) => each.rows), [[2, 4], [3], [5]]);
  assert.deepEqual(JSON.parse(all[0]?.body ?? ''), {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'ObjectEvent',
    eventTime: '2026-11-24T08:30:00+01:00',
    eventTimeZoneOffset: '+01:00',
    epcList: [`https://id.gs1.org/01/${GTIN}/21/S%2F1`],
    quantityList: [{ epcClass: `https://id.gs1.org/01/${GTIN}/10/L1` }],
    action: 'ADD',
    bizStep: 'commissioning',
    readPoint: { id: `https://id.gs1.org/414/${FROM}` },
    bizLocation: { id: `https://id.gs1.org/414/${FROM}` },
  });
  assert.deepEqual(JSON.parse(all[1]?.body ?? '').quantityList, [{ epcClass: `https://id.gs1.org/01/${GTIN}`, quantity: 2.5, uom: 'KGM' }]);
  assert.deepEqual(all[2]?.faults.map((fault) => fault.fault), ['step']);
});

test('sameRows_giveTheSameBytesAndKey_otherRowsOthers', async () => {
  const [one] = documents(table(HEADER, `DN-1,23.11.2026,${FROM},${TO},${GTIN},L7,,24,,,`));
  const [same] = documents(table(HEADER, `DN-1,2026-11-23,${FROM},${TO},${GTIN},L7,,24,pcs,,`));
  const [other] = documents(table(HEADER, `DN-1,2026-11-23,${FROM},${TO},${GTIN},L7,,25,,,`));
  const key = (document: Document | undefined): Promise<string> => idempotencyKey('/api/v1/shipments', document?.body ?? '');
  assert.equal(await key(one), await key(same));
  assert.notEqual(await key(one), await key(other));
  assert.match(await key(one), /^import-[0-9a-f]{40}$/);
});

test('pointer_leadsToItsRowAndColumn', () => {
  const its = { rows: [2, 4] };
  assert.deepEqual(placeOf(its, '/lines/1/quantity'), { row: 4, field: 'quantity' });
  assert.deepEqual(placeOf(its, '/shippedAt'), { row: 2, field: 'time' });
  assert.deepEqual(placeOf(its, '/quantityList/0/epcClass'), { row: 2, field: 'product' });
  assert.deepEqual(placeOf(its, ''), { row: 2 });
});

test('doubled_fieldsThatOneColumnHasToSay_areTold', () => {
  assert.deepEqual(doubled(['number', 'number', 'product', 'product', undefined, undefined]), ['number']);
});
