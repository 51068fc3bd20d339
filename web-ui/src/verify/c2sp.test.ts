// Notes, checkpoints, cosignatures, proofs and policies that others made: Go's note, Tessera's test log, torchwood's and
// sunlight's witnesses. They are not part of this repository; where they are not, each test here is skipped and says so.

import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as process from 'node:process';
import { Malformed, equal, fromUtf8, hashFromBase64, utf8 } from './bytes.ts';
import { VerifierKey, parseCheckpoint, parseNote } from './note.ts';
import { judge, parsePolicy } from './policy.ts';
import { RefusedProof, leafHash, nodeHash, parseLogProof, verifyInclusion } from './tlog.ts';

const NAME = 'TALLYSTICK_TEST_DATA';

/** Where the variable says, else in shared/data beside a parent of the working folder. */
function found(): string | undefined {
  const named = process.env[NAME];
  if (named !== undefined && named !== '') {
    // Somebody asked for the data: a wrong name must not turn into skipped tests.
    assert.ok(fs.existsSync(named), `${NAME} names no folder: ${named}`);
    return path.join(named, 'c2sp');
  }
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const data = path.join(folder, 'shared', 'data', 'c2sp');
    if (fs.existsSync(data)) {
      return data;
    }
    if (folder === path.dirname(folder)) {
      return undefined;
    }
  }
}

const folder = found();
const options = { skip: folder === undefined };
if (options.skip) {
  console.warn(`test data not found: set ${NAME} to the folder that holds c2sp`);
}

const bytes = (name: string): Uint8Array => new Uint8Array(fs.readFileSync(path.join(folder ?? '', name)));
const text = (name: string): string => fromUtf8(bytes(name), name);
const json = (name: string): unknown => JSON.parse(text(name));
const vkey = (name: string): VerifierKey => VerifierKey.parse(text(name).trim());
const names = (name: string): readonly string[] => fs.readdirSync(path.join(folder ?? '', name)).sort();

/** Those of the keys that signed; a line that claims a known key and does not verify refuses the note. */
function signers(name: string, ...known: readonly VerifierKey[]): readonly VerifierKey[] {
  const note = parseNote(text(name));
  return note.signatures.flatMap((line) => {
    const key = known.find((each) => each.claims(line));
    assert.ok(key === undefined || key.verifies(note.text, line), `${name}: ${key?.name}`);
    return key ?? [];
  });
}

test('c2spNotes_eachKeyKnownAloneOrBoth_areFound', options, () => {
  const foo = vkey('notes/example-foo.vkey');
  const peter = vkey('notes/peter.vkey');
  const enoch = vkey('notes/enoch.vkey');
  assert.deepEqual(signers('notes/example-foo.note', foo), [foo]);
  assert.deepEqual(signers('notes/peter-enoch.note', peter), [peter]);
  assert.deepEqual(signers('notes/peter-enoch.note', enoch), [enoch]);
  assert.deepEqual(signers('notes/peter-enoch.note', enoch, peter), [peter, enoch]);
  assert.deepEqual(signers('notes/peter.note', enoch), []);
});

test('c2spNote_withAnEmptyLineInItsText_isSplitAtTheLast', options, () => {
  const note = parseNote(text('notes/quasimodo-no-key.note'));
  assert.ok(note.text.startsWith('Ognuno sta solo sul cuor della terra\n') && note.text.endsWith('\n\ned \u00e8 subito sera.\n'));
  assert.equal(note.signatures.length, 1);
});

test('goChecksumDatabase_isSignedByItsKey', options, () => {
  const sumdb = vkey('checkpoints/go-sumdb.vkey');
  assert.deepEqual(signers('checkpoints/go-sumdb-35225469.checkpoint', sumdb), [sumdb]);
});

test('specificationsRenamedCheckpoint_doesNotVerify', options, () => {
  // A checkpoint of another log under a new origin: the form of one, and no signature on it.
  const sofa = parseNote(text('checkpoints/spec-behind-the-sofa-cosigned.checkpoint'));
  const renamed = new VerifierKey('example.com/behind-the-sofa', 1, vkey('checkpoints/go-sumdb.vkey').key);
  const [own] = sofa.signatures;
  assert.deepEqual(sofa.signatures.map((line) => line.name), ['example.com/behind-the-sofa', 'witness.example.com/w1']);
  assert.equal(own !== undefined && renamed.verifies(sofa.text, own), false);
});

test('cosignatures_ofThreeWitnesses_verifyOnTheirCheckpointsOnly', options, () => {
  const key = (name: string): VerifierKey => {
    const [first] = (json(`witness/${name}.v0.json`) as { verifier_keys: string[] }).verifier_keys;
    return VerifierKey.parse(first ?? '');
  };
  const all = [key('witness'), key('witness2'), key('mirror')];
  for (const name of ['witness', 'witness2', 'mirror']) {
    const note = parseNote(text(`witness/${name}.checkpoint`));
    const own = key(name);
    const line = note.signatures.find((each) => own.claims(each));
    assert.ok(line !== undefined, name);
    assert.deepEqual(signers(`witness/${name}.checkpoint`, ...all).map((each) => each.text), [own.text]);
    assert.equal(own.timeSeconds(line), 0x69546780n);
  }
  const [moved] = parseNote(text('witness/witness2.checkpoint')).signatures;
  assert.ok(moved !== undefined);
  assert.equal(key('witness2').verifies(parseNote(text('witness/witness.checkpoint')).text, moved), false);
});

test('addCheckpointRequests_logSignature_isAsTheWitnessFoundIt', options, () => {
  const log = vkey('add-checkpoint/log.vkey');
  const { requests } = json('add-checkpoint/expected.json') as { requests: { file: string; logSignature: boolean | null }[] };
  let checked = 0;
  for (const { file, logSignature } of requests) {
    if (logSignature === null) {
      continue; // of a log that the witness does not know
    }
    const request = text(`add-checkpoint/${file}`);
    const checkpoint = request.slice(request.indexOf('\n\n') + 2);
    let signed = false;
    try {
      const note = parseNote(checkpoint);
      signed = note.signatures.some((line) => log.verifies(note.text, line));
    } catch (problem) {
      // The bad signature of 02.txt is bad base64 already: unused bits are set.
      assert.ok(problem instanceof Malformed && file === '02.txt', file);
    }
    assert.equal(signed, logSignature, file);
    checked++;
  }
  assert.equal(checked, 8);
});

/** The root of a tree, by RFC 6962 section 2.1 as it is written. */
function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined || leaves.length === 1) {
    return only ?? new Uint8Array(0);
  }
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

function entries(): ReadonlyMap<bigint, Uint8Array> {
  const all = (json('tlog-proof/leaves.json') as { entries: { index: number; entry: string; leafHash: string }[] }).entries;
  return new Map(
    all.map(({ index, entry, leafHash: expected }) => {
      const leaf = leafHash(utf8(entry));
      assert.ok(equal(leaf, hashFromBase64(expected, 'leafHash')), entry);
      return [BigInt(index), leaf];
    }),
  );
}

test('tesseraLog_everyCheckpoint_isSignedAndIsTheRootOfItsEntries', options, () => {
  const log = vkey('tessera-log/log.vkey');
  const leaves = [...entries().values()];
  assert.equal(leaves.length, 15);
  for (let size = 0; size <= 15; size++) {
    const name = `tessera-log/checkpoint.${size}`;
    assert.deepEqual(signers(name, log), [log]);
    const checkpoint = parseCheckpoint(parseNote(text(name)).text);
    assert.equal(checkpoint.size, BigInt(size));
    assert.ok(size === 0 || equal(checkpoint.root, rootOf(leaves.slice(0, size))), name);
  }
});

test('tlogProofs_valid_hold', options, () => {
  const log = vkey('tessera-log/log.vkey');
  const leaves = entries();
  const files = names('tlog-proof/valid');
  assert.equal(files.length, 8);
  const policy = parsePolicy(utf8(`log ${log.text}\nquorum none\n`));
  for (const file of files) {
    const proof = parseLogProof(bytes(`tlog-proof/valid/${file}`));
    verifyInclusion(proof.index, proof.checkpoint.size, proof.path, leaves.get(proof.index) ?? new Uint8Array(0), proof.checkpoint.root);
    assert.deepEqual(judge(policy, proof.note).refusals, [], file);
    assert.equal(proof.hasExtra, file.includes('extra'), file);
  }
});

test('tlogProofs_invalid_areRefusedEachForItsReason', options, () => {
  const policy = parsePolicy(utf8(`log ${vkey('tessera-log/log.vkey').text}\nquorum none\n`));
  const leaf = entries().get(7n) ?? new Uint8Array(0); // all were made from the proof of leaf 7
  const reasons: Record<string, string> = {};
  for (const file of names('tlog-proof/invalid')) {
    try {
      const proof = parseLogProof(bytes(`tlog-proof/invalid/${file}`));
      const { refusals } = judge(policy, proof.note);
      if (refusals.length > 0) {
        reasons[file] = 'signature';
        continue;
      }
      verifyInclusion(proof.index, proof.checkpoint.size, proof.path, leaf, proof.checkpoint.root);
      reasons[file] = 'accepted';
    } catch (problem) {
      assert.ok(problem instanceof Malformed || problem instanceof RefusedProof, file);
      reasons[file] = problem instanceof Malformed ? 'malformed' : 'path';
    }
  }
  assert.deepEqual(reasons, {
    'bad-signature.tlog-proof': 'signature',
    'edited-size.tlog-proof': 'signature',
    'flipped-hash.tlog-proof': 'path',
    'index-not-below-size.tlog-proof': 'malformed',
    'leading-zero-index.tlog-proof': 'malformed',
    'long-path.tlog-proof': 'path',
    'no-checkpoint.tlog-proof': 'malformed',
    'older-checkpoint.tlog-proof': 'path',
    'short-path.tlog-proof': 'path',
    'wrong-header.tlog-proof': 'malformed',
    'wrong-index.tlog-proof': 'path',
  });
});

test('tlogProof_elidedExampleOfTheSpecification_isMalformed', options, () => {
  assert.throws(() => parseLogProof(bytes('tlog-proof/spec-example-elided.txt')), Malformed);
});

/**
 * Tessera's witness policies differ from the specification in two ways: their witnesses' keys stand there as plain Ed25519
 * keys (type 1) and are used for cosignatures, and two witnesses may have the same key. So each is given as it is, and then
 * with its keys as what they are used for where none repeats.
 */
test('tesserasPolicies_asFarAsTheSpecificationGoes', options, () => {
  const policies = json('policies/policies.json') as { name: string; policy: string; quorumN?: number; error?: string }[];
  assert.equal(policies.length, 12);
  let accepted = 0;
  for (const { name, policy, quorumN, error } of policies) {
    const cosigners = policy.replace(/[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+/g, (key) => {
      const parsed = VerifierKey.parse(key);
      return new VerifierKey(parsed.name, 4, parsed.key).text;
    });
    const keys = cosigners.match(/\+[0-9a-f]{8}\+\S+/g) ?? [];
    if (quorumN === undefined) {
      if (error?.includes('multiple witness signer names') === true) {
        // Tessera submits to witnesses by their URL; to verify, two at one URL are two.
        assert.equal(parsePolicy(utf8(`${cosigners}\n`)).witnesses.length, 2);
      } else {
        assert.throws(() => parsePolicy(utf8(`${cosigners}\n`)), Malformed, name);
      }
    } else {
      assert.throws(() => parsePolicy(utf8(policy)), /a witness does not sign with keys of type 1/, name);
      if (new Set(keys).size === keys.length) {
        const parsed = parsePolicy(utf8(cosigners));
        assert.equal(parsed.groups.at(-1)?.threshold, quorumN, name);
        assert.equal(parsed.quorum, 'g1');
        accepted++;
      } else {
        assert.throws(() => parsePolicy(utf8(cosigners)), /a key that another line has/, name);
      }
    }
  }
  assert.equal(accepted, 2);
});
