import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, outcome, outcomesOfGuest } from './forms.ts';

test('outcome without a note has none', () => {
  assert.equal(outcome('2026-11-26T09:00:00+01:00', 'found', ''), '{"decidedAt":"2026-11-26T09:00:00+01:00","outcome":"found"}');
  assert.equal(
    outcome('2026-11-26T09:00:00+01:00', 'resent', 'DN-9'),
    '{"decidedAt":"2026-11-26T09:00:00+01:00","outcome":"resent","note":"DN-9"}',
  );
  assert.equal(answer('2026-11-26T09:00:00+01:00', 'x'), '{"answeredAt":"2026-11-26T09:00:00+01:00","note":"x"}');
});

test('outcomes of a guest are the sender’s where he sent, and found where he opened', () => {
  const opened = { confirmedBy: 'https://id.gs1.org/417/9521234567899' };
  assert.deepEqual(outcomesOfGuest(opened, false, ['9521234567899']), ['found']);
  assert.deepEqual(outcomesOfGuest(opened, true, ['9521141000007']), ['accepted', 'resent', 'credited', 'refused']);
  assert.deepEqual(outcomesOfGuest({}, false, ['9521234567899']), []);
});
