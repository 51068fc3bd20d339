import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { readEvent } from '../event/epcis.ts';
import { collect, eventTexts, eventsCsv, queryDocument } from './export.ts';

const one = '{"recordTime":"2026-11-24T07:30:00.123Z","type":"ObjectEvent","x:n":1.10,"x:text":"]}, \\"{[ \\\\","epcList":["a"]}';
const two = '{"type":"ObjectEvent","nested":{"eventList":[{"deep":[]}]},"x:n":12345678901234567890}';
const answer = `{"@context":[],"epcisBody":{"queryResults":{"queryName":"SimpleEventQuery","resultsBody":{"eventList":[${one},${two}]}}}}`;

test('eventTexts_areTheCharactersOfTheAnswer', () => {
  assert.deepEqual(eventTexts(answer), [one, two]);
  assert.deepEqual(eventTexts('{"eventList":[]}'), []);
});

test('eventTexts_ofSomethingElse_fails', () => {
  assert.throws(() => eventTexts('{}'), /without events/);
  assert.throws(() => eventTexts(answer.slice(0, -5)), /does not end/);
});

test('queryDocument_isAnEpcisAnswer_withEachNumberAsItWas', () => {
  const found = eventTexts(answer).map((text) => ({ text, event: readEvent(JSON.parse(text)) }));
  const document = queryDocument(found, new Date('2026-11-24T10:00:00Z'));
  assert.ok(document.includes(one) && document.includes(two));
  const read = JSON.parse(document);
  assert.equal(read.type, 'EPCISQueryDocument');
  assert.equal(read.creationDate, '2026-11-24T10:00:00.000Z');
  assert.equal(read.epcisBody.queryResults.resultsBody.eventList.length, 2);
  assert.deepEqual(eventTexts(queryDocument([], new Date(0))), []);
});

test('eventsCsv_hasARowForEachThing_andNoFormula', () => {
  const text = JSON.stringify({
    type: 'ObjectEvent',
    eventID: '=cmd',
    eventTime: '2026-11-24T08:30:00+01:00',
    bizStep: 'shipping',
    epcList: ['https://id.gs1.org/00/195212340000000171', '@SUM(A1)'],
    quantityList: [{ epcClass: 'https://id.gs1.org/01/09521234543213/10/L', quantity: 1.5, uom: 'KGM' }],
    readPoint: { id: 'https://id.gs1.org/414/9521234000013' },
  });
  const lines = eventsCsv([{ text, event: readEvent(JSON.parse(text)) }, { text: '{}', event: readEvent({}) }], (uri) => `<${uri}>`).trimEnd().split('\r\n');
  assert.equal(lines.length, 5);
  assert.match(lines[3] ?? '', /^2026-11-24T08:30:00\+01:00,Shipped,,<https:\/\/id.gs1.org\/414\/9521234000013>,9521234000013,<https:\/\/id.gs1.org\/01\/09521234543213\/10\/L>,https:\/\/id.gs1.org\/01\/09521234543213\/10\/L,1.5,KGM,/);
  assert.ok((lines[2] ?? '').includes(",<@SUM(A1)>,'@SUM(A1),"));
  assert.ok(lines.slice(1, 4).every((line) => line.includes(",'=cmd,")));
});

// ---- a node that answers in pages

const event = (id: number): string => JSON.stringify({ eventID: `urn:uuid:${id}`, eventTime: new Date(id * 1000).toISOString(), recordTime: 'r' });

/** What is asked of it, page by page; two questions find some of the same events. */
function node(pages: Readonly<Record<string, { readonly events: readonly number[]; readonly next?: string }>>): string[] {
  const asked: string[] = [];
  Object.assign(globalThis, {
    location: { href: 'http://node.example/' },
    fetch: async (address: string): Promise<Response> => {
      asked.push(address);
      const page = pages[address];
      assert.ok(page !== undefined, address);
      return new Response(`{"eventList":[${page.events.map(event).join(',')}]}`, {
        headers: page.next === undefined ? {} : { Link: `<${page.next}>; rel="next"` },
      });
    },
  });
  return asked;
}

const ids = (found: readonly { readonly event: { readonly eventID: string } }[]): readonly number[] =>
  found.map((each) => Number(each.event.eventID.replace('urn:uuid:', '')));

test('collect_followsEachQuestionToItsEnd_andHasEachEventOnce', async () => {
  const asked = node({
    '/a?perPage=1000': { events: [5, 3], next: '/a?perPage=1000&nextPageToken=t' },
    '/a?perPage=1000&nextPageToken=t': { events: [1] },
    '/b?perPage=1000': { events: [4, 3] },
  });
  const progress: number[] = [];
  const all = await collect(['/a?perPage=50', '/b?perPage=50'], new AbortController().signal, (n) => progress.push(n));
  assert.deepEqual([ids(all.events), all.isCut], [[5, 4, 3, 1], false]);
  assert.deepEqual(progress, [2, 3, 4]);
  assert.equal(asked.length, 3);
});

test('collect_beyondTheLimit_isCutAndSaysSo_atTheLimitItIsNot', async () => {
  node({ '/a?perPage=1000': { events: [3, 2], next: '/n' }, '/n': { events: [1] } });
  const cut = await collect(['/a?perPage=50'], new AbortController().signal, () => undefined, 2);
  assert.deepEqual([ids(cut.events), cut.isCut], [[3, 2], true]);
  const whole = await collect(['/a?perPage=50'], new AbortController().signal, () => undefined, 3);
  assert.deepEqual([ids(whole.events), whole.isCut], [[3, 2, 1], false]);
});
