import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { ask, dayOf, eventQueries } from './query.ts';

test('ask_whatStandsOnALabel_isTheThing', () => {
  assert.deepEqual(ask(' 195212340000000171 '), { asked: 'thing', uri: 'https://id.gs1.org/00/195212340000000171' });
  assert.deepEqual(ask('(01)09521234543213(10)L/7'), { asked: 'thing', uri: 'https://id.gs1.org/01/09521234543213/10/L%2F7' });
  assert.deepEqual(ask('(414)9521234000013'), { asked: 'thing', uri: 'https://id.gs1.org/414/9521234000013' });
  assert.deepEqual(ask('urn:uuid:6f1d2a3e-0b53-4d37-9a53-6e9f3f6f0a11').asked, 'thing');
});

test('ask_digitsThatMayBeManyThings_isText', () => {
  assert.deepEqual(ask('9521234000013'), { asked: 'text', text: '9521234000013' });
  assert.deepEqual(ask('DN-4711'), { asked: 'text', text: 'DN-4711' });
});

test('ask_aMisreadNumber_isTextThatSaysWhy', () => {
  const asked = ask('195212340000000172');
  assert.equal(asked.asked, 'text');
  assert.equal(asked.asked === 'text' && asked.fault?.fault, 'checkDigit');
});

test('eventQueries_ofALot_areOneQuestionWithItsFilters', () => {
  assert.deepEqual(eventQueries('https://id.gs1.org/01/09521234543213/10/L', { from: '', until: '', step: 'shipping' }), [
    '/epcis/events?MATCH_anyEPCClass=https%3A%2F%2Fid.gs1.org%2F01%2F09521234543213%2F10%2FL&EQ_bizStep=shipping' +
      '&orderBy=eventTime&orderDirection=DESC&perPage=50',
  ]);
});

test('dayOf_whatIsNoDay_isNothing', () => {
  assert.equal(dayOf('2026-11-24'), '2026-11-24');
  for (const text of ['', '2026-13-01', '24.11.2026', '<b>', '2026-11-24T00:00:00Z']) {
    assert.equal(dayOf(text), '', text);
  }
});
