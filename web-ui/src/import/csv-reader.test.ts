import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { readCsv } from './csv-reader.ts';
import { CELL_CHARS_MAX, columnName, COLUMNS_MAX, ROWS_MAX } from './table.ts';
import { UnreadableFile, type Unreadable } from './unreadable-file.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function refused(bytes: Uint8Array): Unreadable {
  try {
    readCsv(bytes);
  } catch (error) {
    assert.ok(error instanceof UnreadableFile);
    return error.reason;
  }
  throw new assert.AssertionError({ message: 'it was read' });
}

const grid = (bytes: Uint8Array): unknown => {
  const table = readCsv(bytes);
  return [table.headers, ...table.rows.map((row) => row.cells)];
};

test('csv_ofEachDelimiter_isTheSameTable', () => {
  for (const delimiter of [',', ';', '\t'] as const) {
    const text = [['a', 'b', 'c'], ['1', '2', '3'], ['4', '5', '6']].map((row) => row.join(delimiter)).join('\r\n');
    assert.deepEqual(grid(utf8(text)), [['a', 'b', 'c'], ['1', '2', '3'], ['4', '5', '6']]);
    assert.deepEqual(readCsv(utf8(text)).source, { kind: 'csv', encoding: 'UTF-8', delimiter });
  }
});

test('csv_commasInsideOfSemicolonColumns_areText', () => {
  assert.deepEqual(grid(utf8('Nr;Menge\nA;1,5\nB;2,25\n')), [['Nr', 'Menge'], ['A', '1,5'], ['B', '2,25']]);
});

test('csv_excelsFirstLine_saysTheDelimiter_andRowsAreCountedAsItShowsThem', () => {
  const table = readCsv(utf8('sep=;\na;b,c\n1;2\n'));
  assert.deepEqual(table.headers, ['a', 'b,c']);
  assert.equal(table.rows[0]?.number, 3);
});

test('csv_quotes_holdDelimitersLinesAndThemselves', () => {
  const table = readCsv(utf8('a,b\n"x, ""y""","one\ntwo"\n\n5" pipe,z\n'));
  assert.deepEqual(table.rows, [
    { number: 2, cells: ['x, "y"', 'one\ntwo'] },
    { number: 4, cells: ['5" pipe', 'z'] },
  ]);
});

test('csv_quotesThatDoNotMatch_areRefusedWithTheirRow', () => {
  assert.deepEqual(refused(utf8('a,b\n1,2\n"x"y,z\n')), { why: 'quotes', row: 3 });
  assert.deepEqual(refused(utf8('a,b\n1,"never ends\n')), { why: 'quotes', row: 2 });
});

test('csv_withMark_windows1252_utf16_areTold', () => {
  assert.deepEqual(grid(utf8('\ufeffGröße,b\n1,2')), [['Größe', 'b'], ['1', '2']]);
  const ansi = Uint8Array.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x3b, 0x80, 0x0a, 0x31, 0x3b, 0x32]);
  assert.deepEqual(grid(ansi), [['Größe', '€'], ['1', '2']]);
  assert.equal((readCsv(ansi).source as { encoding: string }).encoding, 'Windows-1252');
  const wide = new Uint8Array(Uint16Array.from('\ufeffa\tö\n1\t2'.split('').map((c) => c.charCodeAt(0))).buffer);
  assert.deepEqual(grid(wide), [['a', 'ö'], ['1', '2']]);
});

test('csv_emptyEndsAndLines_areLeftOut', () => {
  assert.deepEqual(grid(utf8(',,\r\na,b,,\r\n,,,\r\n1,,\r\n')), [['a', 'b'], ['1']]);
});

test('csv_beyondALimit_isRefusedWithIt', () => {
  assert.deepEqual(refused(utf8('')), { why: 'empty' });
  assert.deepEqual(refused(utf8('a,b\n')), { why: 'noRows' });
  assert.deepEqual(refused(Uint8Array.from([0x61, 0x2c, 0x00, 0x0a])), { why: 'notText' });
  assert.deepEqual(refused(utf8(`a\n${'x'.repeat(CELL_CHARS_MAX + 1)}\n`)), { why: 'cellTooLong', row: 2, max: CELL_CHARS_MAX });
  assert.deepEqual(refused(utf8(`${'a,'.repeat(COLUMNS_MAX)}b\n1\n`)), { why: 'tooManyColumns', max: COLUMNS_MAX });
  assert.deepEqual(refused(utf8(`a\n${'1\n'.repeat(ROWS_MAX + 1)}`)), { why: 'tooManyRows', max: ROWS_MAX });
  assert.equal(readCsv(utf8(`a\n${'1\n'.repeat(ROWS_MAX)}`)).rows.length, ROWS_MAX);
});

test('columnName_isThatOfASpreadsheet', () => {
  assert.deepEqual([0, 25, 26, 51, 52, 701, 702].map(columnName), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});
