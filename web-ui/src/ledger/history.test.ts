import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { logPath, readHistory } from './history.ts';

test('logPath_isBelowThePathOfTheDidOrWellKnown', () => {
  assert.equal(logPath('did:webvh:QmX:tallystick.localhost:acme'), '/acme/did.jsonl');
  assert.equal(logPath('did:webvh:QmX:acme.example'), '/.well-known/did.jsonl');
  assert.equal(logPath('did:webvh:QmX:acme.example:dids:plant 1'), '/dids/plant%201/did.jsonl');
  assert.equal(logPath('did:web:acme.example'), undefined);
});

test('readHistory_marksTheKeysThatAVersionBrings', () => {
  const entry = (number: number, ...keys: string[]): string =>
    JSON.stringify({
      versionId: `${number}-QmX`,
      versionTime: `2026-11-2${number}T08:00:00Z`,
      state: { verificationMethod: keys.map((key) => ({ id: `did:webvh:QmX:a.example#${key}-name`, publicKeyMultibase: key })) },
    });
  const versions = readHistory(`${entry(1, 'zA')}\n${entry(2, 'zA', 'zB')}\n`);
  assert.deepEqual(
    versions.map((version) => [version.number, version.keys.map((each) => [each.name, each.isNew])]),
    [
      [2, [['zA-name', false], ['zB-name', true]]],
      [1, [['zA-name', true]]],
    ],
  );
});
