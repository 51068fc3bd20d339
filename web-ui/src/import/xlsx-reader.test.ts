// Workbooks of other programs (openpyxl 3.1.5, XlsxWriter), and damaged ones of our own making.

import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { UnreadableFile, type Unreadable } from './unreadable-file.ts';
import { day, isDateFormat, UNPACKED_BYTES_MAX, Workbook } from './xlsx-reader.ts';
import { pieces } from './xml-scanner.ts';
import { crc32 } from './zip-reader.ts';

const fixture = (name: string): Uint8Array => new Uint8Array(fs.readFileSync(new URL(`./testing/${name}`, import.meta.url)));

async function refused(work: () => Promise<unknown>): Promise<Unreadable> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof UnreadableFile, String(error));
    return error.reason;
  }
  throw new assert.AssertionError({ message: 'it was read' });
}

test('workbook_ofOpenpyxl_hasItsVisibleSheetsTextsDatesAndNumbers', async () => {
  const workbook = await Workbook.open(fixture('openpyxl.xlsx'));
  assert.deepEqual(workbook.sheets(), ['Lieferungen', 'Zweites']);
  const table = await workbook.table('Lieferungen');
  assert.deepEqual(table.headers, ['Lieferschein-Nr.', 'Versanddatum', 'Absender', 'Empfänger', 'GTIN', 'Charge', 'Menge', 'Einheit', 'NVE', 'geprüft']);
  assert.deepEqual(table.rows, [
    { number: 2, cells: ['LS-1', '2026-11-23T08:30:00', '9521234000013', '9521234567899', '09521234543213', 'T<&>7', '24', 'Stück'] },
    { number: 3, cells: ['LS-1', '2026-11-23T08:30:00', '9521234000013', '9521234567899', '9521141123454', '', '12.5', 'kg'] },
    {
      number: 5,
      cells: ['LS-2', '2026-11-24', '9521234000013', '9521234567899', '09521234543213', 'TEA "8"', '0.1', 'kg', '1.952123400000002e+17', 'true'],
    },
  ]);
  assert.deepEqual((await workbook.table('Zweites')).rows, [{ number: 2, cells: ['1', '2'] }]);
});

test('workbook_ofXlsxWriter_from1904_withSharedAndRichTexts', async () => {
  const workbook = await Workbook.open(fixture('xlsxwriter-1904.xlsx'));
  const table = await workbook.table('Data');
  assert.deepEqual(table.headers, ['when', 'days', 'sum', 'text', 'error']);
  assert.deepEqual(table.rows, [{ number: 2, cells: ['2026-11-24', '46350.5', '3', 'plain bold', '#N/A'] }]);
});

test('day_ofTheTwoSystems_isTheCalendars', () => {
  assert.equal(day(1, false), '1900-01-01');
  assert.equal(day(59, false), '1900-02-28');
  assert.equal(day(60, false), '60');
  assert.equal(day(61, false), '1900-03-01');
  assert.equal(day(46350, false), '2026-11-24');
  assert.equal(day(46350.3541666667, false), '2026-11-24T08:30:00');
  assert.equal(day(0.5, false), '12:00:00');
  assert.equal(day(0, true), '1904-01-01');
  assert.equal(day(44888, true), '2026-11-24');
});

test('isDateFormat_looksAtLettersOutsideOfTexts', () => {
  for (const code of ['yyyy-mm-dd', 'dd.mm.yy hh:mm', '[h]:mm:ss', 'mmm d, yyyy', '[$-407]d. mmmm yyyy;@']) {
    assert.ok(isDateFormat(code), code);
  }
  for (const code of ['0.00', '#,##0 "days"', 'General', '0.00E+00', '[Red]0', '\\d0', '#,##0.00 [$€-407]']) {
    assert.ok(!isDateFormat(code), code);
  }
});

test('pieces_ofADocumentType_ofBrokenXml_areRefused', () => {
  const read = (xml: string): number => [...pieces(xml, 'x')].length;
  assert.equal(read('<?xml version="1.0"?><a b="1"><!-- c --><d/>&lt;<![CDATA[<x>]]></a>'), 6);
  for (const xml of ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '<a>', '<a></b>', '<a>&b;</a>', '<a b=1/>', 'text', '<a><', '<a>&#x110000;</a>']) {
    assert.throws(() => read(xml), UnreadableFile, xml);
  }
});

// ---- archives that are not what they seem

interface Part {
  readonly name: string;
  readonly content: Uint8Array;
  readonly flags?: number;
}

/** What an office program writes, as small as it goes. */
function zip(parts: readonly Part[]): Uint8Array {
  const out: number[] = [];
  const u16 = (n: number): number[] => [n & 0xff, (n >>> 8) & 0xff];
  const u32 = (n: number): number[] => [...u16(n & 0xffff), ...u16(n >>> 16)];
  const central: number[] = [];
  for (const part of parts) {
    const packed = deflateRawSync(part.content);
    const name = new TextEncoder().encode(part.name);
    const common = [...u16(part.flags ?? 0), ...u16(8), ...u32(0), ...u32(crc32(part.content)), ...u32(packed.length), ...u32(part.content.length), ...u16(name.length)];
    central.push(...u32(0x02014b50), ...u16(20), ...u16(20), ...common, ...u16(0), ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(out.length), ...name);
    out.push(...u32(0x04034b50), ...u16(20), ...common, ...u16(0), ...name);
    for (const byte of packed) {
      out.push(byte);
    }
  }
  const start = out.length;
  out.push(...central, ...u32(0x06054b50), ...u16(0), ...u16(0), ...u16(parts.length), ...u16(parts.length), ...u32(central.length), ...u32(start), ...u16(0));
  return Uint8Array.from(out);
}

const RELATIONS = '<Relationships><Relationship Id="r1" Type="…/worksheet" Target="/xl/worksheets/s.xml"/></Relationships>';
const BOOK = '<x:workbook><x:sheets><x:sheet name="S" r:id="r1"/></x:sheets></x:workbook>';

function book(sheet: string | Uint8Array, flags = 0): Uint8Array {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  return zip([
    { name: 'xl/workbook.xml', content: text(BOOK) },
    { name: 'xl/_rels/workbook.xml.rels', content: text(RELATIONS) },
    { name: 'xl/worksheets/s.xml', content: typeof sheet === 'string' ? text(sheet) : sheet, flags },
  ]);
}

test('workbook_withPrefixes_withoutPlaces_isRead', async () => {
  const rows = '<x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row><x:row><x:c><x:v>1.9521234000000017E17</x:v></x:c></x:row></x:sheetData>';
  const table = await (await Workbook.open(book(`<x:worksheet>${rows}</x:worksheet>`))).table('S');
  // More digits than a spreadsheet keeps: it is seen that the end is gone.
  assert.deepEqual([table.headers, table.rows], [['a'], [{ number: 2, cells: ['1.9521234000000016e+17'] }]]);
});

test('workbook_thatUnpacksToTooMuch_isRefusedWithoutUnpackingAll', async () => {
  const bomb = book(new Uint8Array(UNPACKED_BYTES_MAX + 1));
  assert.ok(bomb.length < UNPACKED_BYTES_MAX / 500);
  const workbook = await Workbook.open(bomb);
  assert.deepEqual(await refused(() => workbook.table('S')), { why: 'unpacksTooLarge', max: UNPACKED_BYTES_MAX });
});

test('workbook_cutShortFlippedEncryptedOrOld_isRefused', async () => {
  const whole = fixture('openpyxl.xlsx');
  assert.equal((await refused(() => Workbook.open(whole.subarray(0, whole.length - 30)))).why, 'damaged');
  const flipped = book('<worksheet><sheetData><row r="1"><c r="A1"><v>1234567</v></c></row></sheetData></worksheet>');
  const at = 30 + 'xl/workbook.xml'.length + 5;
  flipped[at] = (flipped[at] ?? 0) ^ 1;
  assert.equal((await refused(() => Workbook.open(flipped))).why, 'damaged');
  assert.deepEqual(await refused(() => Workbook.open(book('<a/>', 1))), { why: 'oldWorkbook' });
  assert.deepEqual(await refused(() => Workbook.open(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]))), { why: 'oldWorkbook' });
  assert.equal((await refused(() => Workbook.open(zip([{ name: 'a', content: new Uint8Array(1) }])))).why, 'damaged');
});
