import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { read } from './scan.ts';
import { checkDigit, wrongCheckDigit } from './check-digit.ts';

const ok = (scanned: object): object => ({ ok: true, scanned });

test('checkDigit_ofGs1sWorkedExamples_isTheirs', () => {
  assert.equal(checkDigit('629104150021'), 3);
  assert.equal(checkDigit('37610425002123456'), 9);
  assert.equal(wrongCheckDigit('6291041500213'), undefined);
  assert.equal(wrongCheckDigit('6291041500214'), 3);
});

test('read_dataMatrixWithGs_isTheItem', () => {
  assert.deepEqual(
    read(']d2010952123454321317241231' + '10LOT7\u001d211001'),
    ok({ kind: 'item', gtin: '09521234543213', lot: 'LOT7', serial: '1001' }),
  );
});

test('read_visibleOrWrittenSeparators_areTheSame', () => {
  const expected = ok({ kind: 'item', gtin: '09521234543213', lot: 'LOT7', serial: '1001' });
  for (const gs of ['\u001d', '\u241d', '<GS>', '{GS}']) {
    assert.deepEqual(read(`010952123454321310LOT7${gs}211001`), expected);
  }
});

test('read_textUnderTheSymbol_isTheItem', () => {
  assert.deepEqual(
    read('(01)09521234543213(10)A(1)B'),
    ok({ kind: 'item', gtin: '09521234543213', lot: 'A(1)B' }),
  );
});

test('read_digitalLinkOfAnyHost_isTheItem', () => {
  assert.deepEqual(
    read('https://example.com/shop/01/9521234543213/10/L%2F7?17=241231&30=12'),
    ok({ kind: 'item', gtin: '09521234543213', lot: 'L/7', quantity: 12 }),
  );
});

test('read_sscc_bareBracketedOrOnALogisticLabel_isThePackage', () => {
  const expected = ok({ kind: 'package', sscc: '195212340000000171' });
  assert.deepEqual(read('195212340000000171'), expected);
  assert.deepEqual(read('(00)195212340000000171'), expected);
  assert.deepEqual(read(']C100195212340000000171'), expected);
  assert.deepEqual(
    read('00195212340000000171' + '0209521234543213' + '3724\u001d10LOT7'),
    ok({ kind: 'package', sscc: '195212340000000171', contents: { gtin: '09521234543213', lot: 'LOT7', quantity: 24 } }),
  );
});

test('read_netWeight_isKilograms', () => {
  assert.deepEqual(
    read('(01)09521234543213(3103)012500'),
    ok({ kind: 'item', gtin: '09521234543213', quantity: 12.5, uom: 'KGM' }),
  );
});

test('read_place_isItsGln', () => {
  assert.deepEqual(read('(414)9521234000013(254)7'), ok({ kind: 'place', gln: '9521234000013', extension: '7' }));
  assert.deepEqual(read('https://id.gs1.org/414/9521234000013'), ok({ kind: 'place', gln: '9521234000013' }));
});

test('read_wrongCheckDigit_saysWhichWereRight', () => {
  assert.deepEqual(read('195212340000000172'), {
    ok: false,
    fault: 'checkDigit',
    number: '195212340000000172',
    right: 1,
  });
  assert.deepEqual(read('(01)09521234543214'), { ok: false, fault: 'checkDigit', number: '09521234543214', right: 3 });
});

test('read_tooShortTooLongOrNoDigits_saysSo', () => {
  assert.equal((read('(01)0952123454321') as { fault: string }).fault, 'length');
  assert.equal((read(`(01)09521234543213(10)${'x'.repeat(21)}`) as { fault: string }).fault, 'length');
  assert.equal((read('(00)19521234000000017X') as { fault: string }).fault, 'notDigits');
});

test('read_scannerWithAnotherKeyboard_isExplained', () => {
  assert.deepEqual(read('httpsÖ--id.gs1.org-01-09521234543213'), { ok: false, fault: 'keyboardLayout' });
  assert.deepEqual(read(')01=09521234543213'), { ok: false, fault: 'keyboardLayout' });
});

test('read_otherText_isText', () => {
  assert.deepEqual(read('DN-4711'), ok({ kind: 'text', text: 'DN-4711' }));
  assert.deepEqual(read('  '), { ok: false, fault: 'empty' });
});

test('read_anyText_givesAnAnswer', () => {
  // A seeded walk over what a torn label might send.
  let seed = 20261124;
  const next = (n: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed % n;
  };
  const alphabet = '0123456789()]dC1\u001d/:.hfABC%<>';
  for (let i = 0; i < 20000; i++) {
    let text = '';
    for (let j = next(40); j > 0; j--) {
      text += alphabet[next(alphabet.length)];
    }
    assert.equal(typeof read(text).ok, 'boolean');
  }
});
