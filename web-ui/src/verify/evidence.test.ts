import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { fromUtf8, utf8 } from './bytes.ts';
import { verification, verify } from './evidence.ts';
import { parsePolicy } from './policy.ts';
import { reportText, timeText } from './report.ts';
import { flipped, golden, summed } from './testing.ts';
import { readZip, writeZip } from './zip.ts';

const solo = golden('solo.zip');
const consortium = golden('consortium.zip');
const soloPolicy = parsePolicy(golden('solo.policy'));
const consortiumPolicy = parsePolicy(golden('consortium.policy'));
const otherPolicy = parsePolicy(golden('other.policy'));

test('verify_goldenWithoutAPolicy_isConsistent', () => {
  for (const file of [solo, consortium]) {
    const report = verify(file, []);
    assert.equal(report.verdict, 'consistent', report.reason);
    assert.equal(report.reason, undefined);
    assert.ok(report.checks.every((check) => check.ok));
  }
});

test('verify_goldenUnderItsPolicies_isProvenWithItsPlaces', () => {
  assert.equal(verify(solo, [soloPolicy]).verdict, 'proven');
  const report = verify(consortium, [soloPolicy, consortiumPolicy]);
  assert.equal(report.verdict, 'proven', report.reason);
  assert.deepEqual(
    report.events.map((event) => [event.index, event.position, event.size, event.keyIsCurrent, event.cosignedAtSeconds]),
    [
      [0n, 0n, 4n, false, undefined],
      [1n, 1n, 4n, true, undefined],
      [2n, 0n, 6n, true, 1_795_600_002n],
      [2n, 2n, 7n, true, 1_795_600_002n],
    ],
  );
  const origin = `tallystick.localhost/${'0'.repeat(32)}`;
  assert.deepEqual(report.vouchers, [
    { events: [1, 2], origin, validators: [], ofValidators: 0 },
    { events: [3], origin, validators: ['w1', 'w2', 'w3'], ofValidators: 4 },
    { events: [4], origin, validators: ['w0', 'w1', 'w2'], ofValidators: 4 },
  ]);
});

test('verify_underAnotherPolicyOrOneOfTwo_isRefused', () => {
  assert.equal(verify(solo, [otherPolicy]).verdict, 'refused');
  assert.equal(verify(solo, [otherPolicy, soloPolicy]).verdict, 'proven');
  assert.equal(verify(consortium, [consortiumPolicy]).verdict, 'refused');
  assert.match(verify(solo, [otherPolicy]).reason ?? '', /^policy\/1\/policy: not a policy given: /);
});

test('verify_underAConsortiumsPolicyOfAnotherNode_isProven', () => {
  // Another node's policy differs in its log line alone, and lacks nothing else.
  const other = fromUtf8(golden('other.policy'), 'policy').split('\n')[1] ?? '';
  const text = fromUtf8(golden('consortium.policy'), 'policy').replace(/^log .*$/m, other);
  assert.equal(verify(consortium, [soloPolicy, parsePolicy(utf8(text))]).verdict, 'proven');
});

test('verify_whatIsNoZip_isUnreadable', () => {
  for (const file of [new Uint8Array(0), utf8('no evidence'), utf8('PK'), solo.slice(30, 200)]) {
    assert.equal(verify(file, []).verdict, 'unreadable');
  }
});

test('reportText_ofEachVerdict_beginsWithItsWord', () => {
  assert.match(reportText(verify(solo, [soloPolicy])), /^proven: it holds under the policy given\.\n\nevent 1: entry /);
  assert.match(reportText(verify(consortium, [])), /^consistent: [^]*\nKey time and recordTime: of event 1, 2: whoever [^]* of event 3: 3 of 4 /);
  assert.match(reportText(verify(solo, [otherPolicy])), /^refused: policy\/1\/policy: [^]*\n {2}FAILED {2}policy\/1\/policy: /);
  assert.match(reportText(verify(utf8('x'), [])), /^unreadable: not an evidence file/);
});

test('timeText_ofAYearThatIsNone_isANumber', () => {
  assert.equal(timeText(1_795_600_002n), '2026-11-25T09:46:42Z');
  assert.equal(timeText(253_402_300_799n), '9999-12-31T23:59:59Z');
  assert.equal(timeText((1n << 63n) - 1n), '9223372036854775807 s after 1970-01-01T00:00:00Z');
});

test('detail_withControlAndFormatCharacters_isPrintable', () => {
  const parts = readZip(solo);
  const did = fromUtf8(parts.get('policy/1/policy') ?? new Uint8Array(0), 'policy').replace('log ', 'log\u001b[2J\u202e ');
  const report = verify(summed(new Map(parts).set('policy/1/policy', utf8(did))), []);
  assert.equal(report.verdict, 'refused');
  assert.doesNotMatch(reportText(report), /[\u001b\u202e]/);
});

test('verification_stepByStep_yieldsTheChecksOfTheReport', () => {
  const steps = verification(consortium, []);
  const seen = [];
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    seen.push(step.value);
  }
  assert.deepEqual(seen, step.value.checks);
  assert.ok(seen.length > 40);
});

test('file_withAByteChangedCutOrExtended_isRefused', () => {
  for (let i = 0; i < solo.length; i += 3) {
    assert.equal(verify(flipped(solo, i, 1 << i % 8), []).verdict, 'refused', `byte ${i}`);
  }
  for (let length = 4; length < solo.length; length += 61) {
    assert.equal(verify(solo.slice(0, length), []).verdict, 'refused', `length ${length}`);
  }
  const longer = new Uint8Array(solo.length + 1);
  longer.set(solo);
  assert.equal(verify(longer, []).verdict, 'refused');
});

/** In a container and with sums that fit, so that only the evidence itself can tell. */
test('parts_withAByteChangedAndSumsThatFit_areRefusedButForUnsignedSizes', () => {
  let refused = 0;
  const accepted = new Set<string>();
  for (const [file, step] of [
    [solo, 4],
    [consortium, 90],
  ] as const) {
    const parts = readZip(file);
    for (const [name, content] of parts) {
      if (name === 'index.html' || name === 'SHA256SUMS') {
        continue;
      }
      for (let i = 0; i < content.length; i += Math.min(step, Math.ceil(content.length / 8))) {
        const changed = flipped(content, i, 1 << i % 7);
        const report = verify(summed(new Map(parts).set(name, changed)), []);
        if (report.verdict === 'refused') {
          refused++;
        } else {
          // Nobody signed for which sizes a policy says that it holds; that is why one from elsewhere decides.
          assert.match(name, /^policy\//);
          assert.ok(i < content.indexOf(0x0a), `${name} byte ${i}`);
          accepted.add(fromUtf8(changed, name));
        }
      }
    }
  }
  assert.ok(refused >= 500, `${refused} refused`);
  assert.ok(accepted.size <= 4, `${accepted.size} accepted`);
});

test('sums_withAByteChanged_areRefusedByName', () => {
  const parts = readZip(solo);
  const sums = parts.get('SHA256SUMS') ?? new Uint8Array(0);
  for (let i = 0; i < sums.length; i += 40) {
    const report = verify(writeZip(new Map(parts).set('SHA256SUMS', flipped(sums, i, 1))), []);
    assert.equal(report.verdict, 'refused');
    assert.match(report.reason ?? '', /^SHA256SUMS: /);
  }
});

test('page_withOtherContent_changesNoVerdict', () => {
  assert.equal(verify(writeZip(new Map(readZip(solo)).set('index.html', utf8('other'))), []).verdict, 'consistent');
});

test('parts_missingUnknownSwappedOrUnused_areRefused', () => {
  const parts = readZip(consortium);
  for (const name of parts.keys()) {
    const fewer = new Map(parts);
    fewer.delete(name);
    assert.equal(verify(summed(fewer), []).verdict, 'refused', name);
  }
  const swaps = [
    ['did/1/did.jsonl', 'did/2/did.jsonl'],
    ['policy/1/policy', 'policy/2/policy'],
    ['event/1/statement.tlog-proof', 'event/2/statement.tlog-proof'],
    ['event/3/record.json', 'event/4/record.json'],
    ['event/1/statement.cose', 'event/2/statement.cose'],
  ] as const;
  const nothing = new Uint8Array(0);
  for (const [a, b] of swaps) {
    const swapped = new Map(parts).set(a, parts.get(b) ?? nothing).set(b, parts.get(a) ?? nothing);
    assert.equal(verify(summed(swapped), []).verdict, 'refused', `${a} and ${b}`);
  }
  const unknown = new Map(parts).set('event/4/source', utf8('x'));
  assert.match(verify(summed(unknown), []).reason ?? '', /^event\/4\/source: unknown part$/);
  const unused = new Map<string, Uint8Array>();
  for (const [name, content] of readZip(solo)) {
    if (name.startsWith('event/1/record')) {
      unused.set('did/2/did.jsonl', parts.get('did/1/did.jsonl') ?? nothing);
    }
    unused.set(name, content);
  }
  assert.match(verify(summed(unused), []).reason ?? '', /^did\/2\/did\.jsonl: no event has such an issuer$/);
});
