import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { labelOf, symbolAddress, usualSymbology } from './label.ts';

test('label_ofALinkAScanOrAText_isTheElementString', () => {
  assert.equal(labelOf('https://id.gs1.org/00/195212340000000171')?.text, '(00)195212340000000171');
  assert.equal(labelOf('195212340000000171')?.text, '(00)195212340000000171');
  assert.equal(labelOf('https://id.gs1.org/01/09521234543213/10/L%2F7')?.text, '(01)09521234543213(10)L/7');
  assert.equal(labelOf('https://id.gs1.org/01/09521234543213/21/1001')?.text, '(01)09521234543213(21)1001');
  assert.equal(labelOf('9521234543213')?.text, '(01)09521234543213');
  assert.equal(labelOf('https://id.gs1.org/414/9521234000013/254/7')?.text, '(414)9521234000013(254)7');
  assert.equal(labelOf('(00)195212340000000171(02)09521234543213(37)24(10)LOT7')?.text, '(00)195212340000000171(02)09521234543213(37)24(10)LOT7');
});

test('label_thatSaysMoreThanWeName_isLeftAsItIs', () => {
  assert.equal(labelOf('(01)09521234543213(17)261231(10)LOT7')?.text, '(01)09521234543213(17)261231(10)LOT7');
});

test('label_ofNoGoods_isNone', () => {
  for (const text of ['', 'hello', 'urn:epcglobal:cbv:bt:9521234000013:DN-1', '195212340000000172', '(17)261231']) {
    assert.equal(labelOf(text), undefined, text);
  }
});

test('symbol_isAskedForInTheAddress_andUsuallyTheTrades', () => {
  assert.equal(symbolAddress('(10)a&b', 'qr'), '/api/v1/barcode?text=%2810%29a%26b&symbol=qr');
  const pallet = labelOf('195212340000000171');
  const tea = labelOf('9521234543213');
  assert.ok(pallet !== undefined && tea !== undefined);
  assert.deepEqual([usualSymbology(pallet), usualSymbology(tea)], ['gs1-128', 'gs1-datamatrix']);
});
