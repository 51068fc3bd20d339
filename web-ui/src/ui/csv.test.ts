import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { csv } from './csv.ts';

test('csv_ofOrdinaryAndQuotedCells_isRfc4180', () => {
  assert.equal(csv([['a', 'b "c"', 'd,e'], ['f\ng', '', 'h']]), '\ufeffa,"b ""c""","d,e"\r\n"f\ng",,h\r\n');
});

test('csv_ofAFormula_isText', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=cmd|\'/c calc\'!A1']) {
    assert.match(csv([[formula]]), /^\ufeff"?'/);
  }
});
