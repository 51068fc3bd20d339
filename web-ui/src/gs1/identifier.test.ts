import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { identify, uriOf } from './identifier.ts';

test('identify_thenUriOf_isTheSame', () => {
  for (const uri of [
    'https://id.gs1.org/00/195212340000000171',
    'https://id.gs1.org/01/09521234543213',
    'https://id.gs1.org/01/09521234543213/10/L%2F7',
    'https://id.gs1.org/01/09521234543213/21/1001',
    'https://id.gs1.org/414/9521234000013',
    'https://id.gs1.org/414/9521234000013/254/7',
    'https://id.gs1.org/417/9521234000013',
    'urn:epcglobal:cbv:bt:9521234000013:PO%202026%2F17',
    'urn:uuid:6f1d2a3e-0b53-4d37-9a53-6e9f3f6f0a11',
  ]) {
    assert.equal(uriOf(identify(uri)), uri);
  }
});

test('identify_ofEachKind_namesItsParts', () => {
  assert.deepEqual(identify('https://example.com/x/01/9521234543213/10/L%2F7?17=1'), {
    kind: 'lot',
    gtin: '09521234543213',
    lot: 'L/7',
  });
  assert.deepEqual(identify('urn:epcglobal:cbv:bt:9521234000013:PO%202026%2F17'), {
    kind: 'paper',
    issuer: '9521234000013',
    number: 'PO 2026/17',
  });
  assert.deepEqual(identify('https://example.com/%zz'), { kind: 'other', uri: 'https://example.com/%zz' });
});
