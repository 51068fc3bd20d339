import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIONS, actionText, auditCsv, auditQuery } from './lines.ts';

test('auditQuery asks for whole days of the one who looks', () => {
  const query = new URL(auditQuery({ key: 'person-k3f7q2m7xd', action: 'keys.manage', from: '2026-11-24', until: '2026-11-24' }, 50), 'http://x');
  assert.equal(query.searchParams.get('key'), 'person-k3f7q2m7xd');
  assert.equal(query.searchParams.get('action'), 'keys.manage');
  const hours = Date.parse(query.searchParams.get('until') ?? '') - Date.parse(query.searchParams.get('since') ?? '');
  assert.equal(hours, 24 * 3_600_000);
  assert.equal(auditQuery({ key: '', action: '', from: '', until: '' }, 7), '/api/v1/audit?limit=7');
});

test('auditCsv is safe to open, and names whom it can', () => {
  const line = { seq: 1, at: '2026-11-24T08:00:00Z', key: 'person-a', action: 'events.read', target: '=cmd', status: 200, requestId: 'r' };
  const text = auditCsv([line], new Map([['person-a', 'Ada']]));
  assert.match(text, /person-a,Ada,,events\.read,/);
  assert.match(text, /,'=cmd,200,r/);
});

test('actions all have words', () => {
  for (const action of ACTIONS) {
    assert.notEqual(actionText(action), action);
  }
});
