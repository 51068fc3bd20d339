import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { wrongCheckDigit } from '../gs1/check-digit.ts';
import { dateOrderIn, decimalIn, practiceNumber, readAmount, readPlace, readProduct, readQualifier, readSscc, readTime, readUnit } from './values.ts';

const value = (read: { readonly ok: boolean; readonly value?: string }): string | undefined => (read.ok ? read.value : undefined);
const utc = (text: string, order: 'dmy' | 'mdy' = 'dmy'): string | undefined => value(readTime(text, order, 'UTC'));

test('time_inTheFormsThatPeopleWrite_isOne', () => {
  for (const text of ['2026-11-24', '24.11.2026', '24.11.26', '24/11/2026', '24-Nov-26', '24 Nov 2026', '24. November 2026', 'Nov 24, 2026', '20261124', '2026-11-24 00:00:00', '24-nov-2026']) {
    assert.equal(utc(text), '2026-11-24T00:00:00Z', text);
  }
  assert.equal(utc('11/24/2026 3:04 PM', 'mdy'), '2026-11-24T15:04:00Z');
  assert.equal(utc('12/1/2026 12:00 AM', 'mdy'), '2026-12-01T00:00:00Z');
  assert.equal(utc('3. März 2026'), '2026-03-03T00:00:00Z');
  assert.equal(utc('2-Jun-06'), '2006-06-02T00:00:00Z');
  assert.equal(utc('24.11.2026 08:30:15'), '2026-11-24T08:30:15Z');
});

test('time_withItsOwnOffset_keepsIt', () => {
  assert.equal(utc('2026-11-24T08:30:00+01:00'), '2026-11-24T08:30:00+01:00');
  assert.equal(utc('2026-11-24 08:30+0100'), '2026-11-24T08:30:00+01:00');
  assert.equal(utc('2026-11-24T08:30:00.5Z'), '2026-11-24T08:30:00.5Z');
});

test('time_ofThisComputer_hasItsOffset', () => {
  const here = value(readTime('2026-07-01 12:00', 'dmy', 'here')) ?? '';
  assert.match(here, /^2026-07-01T12:00:00[+-]\d\d:\d\d$/);
  assert.equal(Date.parse(here), new Date(2026, 6, 1, 12).getTime());
});

test('time_thatIsNone_isRefused', () => {
  for (const text of ['31.02.2026', '2026-13-01', '2026-11-24 25:00', '24/11/2026 13:00 PM', '2026-02-30T00:00:00Z']) {
    const read = readTime(text, 'dmy', 'UTC');
    assert.ok(!read.ok, text);
  }
  assert.deepEqual(readTime('Pre-PQ Process', 'dmy', 'UTC'), { ok: false, fault: 'time', value: 'Pre-PQ Process' });
  assert.deepEqual(readTime('31.02.2026', 'dmy', 'UTC'), { ok: false, fault: 'noSuchDay', value: '31.02.2026' });
});

test('dateOrder_isTheOneThatFits_orAsked', () => {
  assert.equal(dateOrderIn(['03/04/2026', '24/04/2026']), 'dmy');
  assert.equal(dateOrderIn(['03/04/2026', '04/24/2026']), 'mdy');
  assert.equal(dateOrderIn(['03/04/2026', '04/05/2026']), undefined);
  assert.equal(dateOrderIn(['24.11.2026', '2026-11-24', 'x']), 'none');
});

test('amount_byEitherSign_isPlain', () => {
  assert.equal(value(readAmount('1,234.5', '.')), '1234.5');
  assert.equal(value(readAmount('1.234,5', ',')), '1234.5');
  assert.equal(value(readAmount('1 234', ',')), '1234');
  assert.equal(value(readAmount('007', '.')), '7');
  assert.equal(value(readAmount('0.10', '.')), '0.10');
  for (const [text, decimal] of [['1,23', '.'], ['12,34.5', '.'], ['-1', '.'], ['1e3', '.'], ['', '.'], ['1.5', ','], ['abc', ',']] as const) {
    assert.ok(!readAmount(text, decimal).ok, text);
  }
  assert.deepEqual(readAmount('1.95212E+17', '.'), { ok: false, fault: 'digitsLost', value: '1.95212E+17' });
});

test('decimal_isWhatTheColumnShows_elseWhatGoesWithTheFile', () => {
  const csv = (delimiter: ',' | ';') => ({ kind: 'csv', encoding: 'UTF-8', delimiter }) as const;
  assert.equal(decimalIn(['1', '2,5'], csv(',')), ',');
  assert.equal(decimalIn(['1.5'], csv(';')), '.');
  assert.equal(decimalIn(['1.234,50'], csv(',')), ',');
  assert.equal(decimalIn(['1,234,567'], csv(';')), '.');
  assert.equal(decimalIn(['1,234'], csv(';')), ',');
  assert.equal(decimalIn(['1,234'], csv(',')), '.');
});

test('place_isANumberALinkOrAName', () => {
  const named = (name: string): string | undefined => (name === 'Lager' ? '9521234000013' : undefined);
  assert.equal(value(readPlace('952 1234 00001 3', named)), '9521234000013');
  assert.equal(value(readPlace('Lager', named)), '9521234000013');
  assert.equal(value(readPlace('https://id.gs1.org/414/9521234000013/254/7', named)), 'https://id.gs1.org/414/9521234000013/254/7');
  assert.deepEqual(readPlace('9521234000014', named), { ok: false, fault: 'checkDigit', value: '9521234000014', right: 3 });
  assert.deepEqual(readPlace('Nirgends', named), { ok: false, fault: 'place', value: 'Nirgends' });
  assert.deepEqual(readPlace('9.52123E+12', named), { ok: false, fault: 'digitsLost', value: '9.52123E+12' });
});

test('productAndPackage_areTheirNumbers', () => {
  const none = (): undefined => undefined;
  assert.equal(value(readProduct('9521141123454', none)), '09521141123454');
  assert.equal(value(readProduct('https://id.gs1.org/01/09521141123454', none)), '09521141123454');
  assert.ok(!readProduct('9521141123455', none).ok);
  assert.equal(value(readSscc('(00)195212340000000171')), '195212340000000171');
  assert.equal(value(readSscc('00195212340000000171')), '195212340000000171');
  assert.deepEqual(readSscc('195212340000000172'), { ok: false, fault: 'checkDigit', value: '195212340000000172', right: 1 });
  assert.ok(!readSscc('P-17').ok);
});

test('lotAndSerial_areOfCharacterSet82', () => {
  for (const text of ['LOT7', 'T<&>7', '"a"', 'x'.repeat(20)]) {
    assert.equal(value(readQualifier(text)), text);
  }
  for (const text of ['a b', 'Größe', '#1', 'x'.repeat(21), '1.9E+17']) {
    assert.ok(!readQualifier(text).ok, text);
  }
});

test('unit_ofAWord_isItsCode', () => {
  assert.deepEqual(['kg', 'Stk.', 'Stück', 'EA', 'KGM', 'XYZ'].map(readUnit), ['KGM', '', '', '', 'KGM', 'XYZ']);
});

test('practiceNumber_isAGs1NumberForExamples_theSameEachTime', async () => {
  const number = await practiceNumber('GLN', 'RANBAXY Fine Chemicals LTD.');
  assert.match(number, /^952\d{10}$/);
  assert.equal(wrongCheckDigit(number), undefined);
  assert.equal(number, await practiceNumber('GLN', 'RANBAXY Fine Chemicals LTD.'));
  assert.notEqual(number, await practiceNumber('GTIN', 'RANBAXY Fine Chemicals LTD.'));
});
