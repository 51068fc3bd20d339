import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { csv } from './csv.ts';

test('csv_ofOrdinaryAndQuotedCells_isRfc4180', () => {
  assert.equal(csv([['a', 'b "c"', 'd,e'], ['f\ng', '', 'h']]), '\ufeffa,"b ""c""","d,e"\r\n"f\ng",,h\r\n');
});

test('csv_ofAFormula_isText', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=cmd|\'/c calc\'!A1', '\r=1', '\n=1', ' =1', '\u00a0+1', '＝1', '＠SUM(A1)']) {
    assert.match(csv([[formula]]), /^\ufeff"?'/);
  }
});

test('csv_ofAnythingElse_isAsItIs', () => {
  for (const text of ['1', 'a=b', '2026-11-24T08:30:00+01:00', ' a', "'", '1-2']) {
    assert.equal(csv([[text]]), `\ufeff${text}\r\n`);
  }
});
