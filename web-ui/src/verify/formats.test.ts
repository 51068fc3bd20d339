import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { Malformed, concat, equal, fromUtf8, toHex, utf8 } from './bytes.ts';
import { parseCapturePath } from './capture-path.ts';
import { decodeCbor } from './cbor.ts';
import { didFault } from './did.ts';
import { parseCanonicalJson } from './json.ts';
import { ed25519Key } from './keys.ts';
import { fromBase58, toBase58 } from './multibase.ts';
import { VerifierKey, parseNote } from './note.ts';
import { judge, ledgerPolicy, parsePolicy, policyIdentity } from './policy.ts';
import { parseStatement, statementId, verifySignature } from './statement.ts';
import { documented, flipped, hex } from './testing.ts';
import { leafHash, nodeHash, parseLogProof, verifyInclusion } from './tlog.ts';

const text = (label: string): string => fromUtf8(documented(label), label);

// Signed notes

test('note_ofGosDocumentation_isSignedByItsKey', () => {
  // golang.org/x/mod/sumdb/note, example of Open.
  const key = VerifierKey.parse('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  const note = parseNote(
    'If you think cryptography is the answer to your problem,\n' +
      "then you don't know what your problem is.\n\n" +
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
  );
  const [line] = note.signatures;
  assert.ok(line !== undefined && key.verifies(note.text, line));
  assert.equal(key.verifies(note.text.replace('answer', 'Answer'), line), false);
});

test('checkpointAndCosignature_ofTheFormatsPage_verify', () => {
  const note = parseNote(text('log-checkpoint'));
  const log = VerifierKey.parse(text('log-vkey').trim());
  const witness = VerifierKey.parse(text('log-cosigner-vkey').trim());
  const [own, cosigned] = note.signatures;
  assert.ok(own !== undefined && cosigned !== undefined);
  assert.ok(log.verifies(note.text, own) && witness.verifies(note.text, cosigned));
  assert.equal(witness.timeSeconds(cosigned), 1_800_000_000n);
  assert.equal(log.verifies(note.text, cosigned) || witness.verifies(note.text, own), false);
});

test('note_inAnyOtherForm_isMalformed', () => {
  const note = text('log-checkpoint');
  const other = [
    note.trimEnd(),
    note.replace('\n\n', '\n'),
    note.replace('— ', '- '),
    note.replace('qws=', 'qws'),
    note.replace('qws=', 'qwt='),
    note.replace('3\n', '3\u0001\n'),
    `${note}\n`,
    note.slice(0, note.indexOf('\n\n') + 2),
  ];
  for (const each of other) {
    assert.throws(() => parseNote(each), Malformed, each);
  }
});

// Trees and proofs

test('verifyInclusion_inEveryTreeUpToTwenty_bindsIndexAndSize', () => {
  const leaves = Array.from({ length: 20 }, (_, i) => leafHash(Uint8Array.of(i)));
  const root = (from: number, to: number): Uint8Array => {
    const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));
    const [only] = leaves.slice(from, to);
    return to - from === 1 && only !== undefined
      ? only
      : nodeHash(root(from, from + split(to - from)), root(from + split(to - from), to));
  };
  const path = (index: number, from: number, to: number): Uint8Array[] => {
    if (to - from === 1) {
      return [];
    }
    const middle = from + 2 ** Math.floor(Math.log2(to - from - 1));
    return index < middle
      ? [...path(index, from, middle), root(middle, to)]
      : [...path(index, middle, to), root(from, middle)];
  };
  for (let size = 1; size <= 20; size++) {
    for (let index = 0; index < size; index++) {
      const leaf = leaves[index] ?? new Uint8Array(0);
      const proof = path(index, 0, size);
      const holds = (i: number, n: number, p = proof): boolean => {
        try {
          verifyInclusion(BigInt(i), BigInt(n), p, leaf, root(0, size));
          return true;
        } catch {
          return false;
        }
      };
      assert.ok(holds(index, size), `${index} of ${size}`);
      for (let other = 0; other < size; other++) {
        assert.equal(holds(other, size), other === index, `${index} of ${size} as ${other}`);
      }
      assert.equal(holds(index, size, [...proof, leaf]), false);
      assert.equal(size > 1 && holds(index, size, proof.slice(1)), false);
      assert.equal(holds(size, size), false);
    }
  }
});

test('emptyLeaf_hasTheHashOfRfc6962', () => {
  assert.equal(toHex(leafHash()), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
});

test('logProof_ofTheFormatsPage_leadsFromItsEntry', () => {
  const proof = parseLogProof(documented('log-proof'));
  const { root, size } = proof.checkpoint;
  assert.equal(toHex(root), toHex(documented('log-root')));
  verifyInclusion(proof.index, size, proof.path, leafHash(utf8('two')), root);
  assert.throws(() => verifyInclusion(proof.index, size, proof.path, leafHash(utf8('one')), root));
  for (const broken of ['index 01', 'index +1', 'index 3', 'index 1 ', 'extra\nindex 1', 'extra \nindex 1']) {
    assert.throws(() => parseLogProof(utf8(text('log-proof').replace('index 1', broken))), Malformed, broken);
  }
});

/** The log that stock tools accept too, of ledger-core. */
test('goldenLog_everyProof_isOfItsEntryUnderItsPolicy', () => {
  const log = new URL('../../../ledger-core/src/test/resources/golden-log/', import.meta.url);
  const read = (name: string): Uint8Array => new Uint8Array(fs.readFileSync(new URL(name, log)));
  const entries: Uint8Array[] = [];
  for (const bundle of ['tile/entries/000', 'tile/entries/001.p/44']) {
    const bytes = read(bundle);
    for (let at = 0; at < bytes.length; ) {
      const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
      entries.push(bytes.slice(at + 2, end));
      at = end;
    }
  }
  const policy = parsePolicy(read('policy'));
  const names = fs.readdirSync(new URL('proofs/', log));
  assert.equal(names.length, 10);
  for (const name of names) {
    const proof = parseLogProof(read(`proofs/${name}`));
    const entry = entries[Number(proof.index)] ?? new Uint8Array(0);
    verifyInclusion(proof.index, proof.checkpoint.size, proof.path, leafHash(entry), proof.checkpoint.root);
    assert.deepEqual(judge(policy, proof.note).refusals, [], name);
    assert.equal(name, `${proof.index}-${proof.checkpoint.size}.tlog-proof`);
  }
});

// Policies

test('policy_ofTheFormatsPage_acceptsItsCheckpoint', () => {
  const policy = ledgerPolicy(parsePolicy(documented('log-policy')));
  const note = parseNote(text('log-checkpoint'));
  assert.equal(toHex(policyIdentity(policy)), toHex(documented('log-policy-identity')));
  assert.deepEqual(judge(policy, note).refusals, []);
  const [own] = note.signatures;
  assert.ok(own !== undefined);
  assert.deepEqual(judge(policy, { ...note, signatures: [own] }).refusals.length, 1);
});

test('policy_thatReadersReadInTwoWays_isMalformed', () => {
  const policy = text('log-policy');
  const other = [
    policy.trimEnd(),
    policy.replace('# sizes 1 -', '# sizes 01 -'),
    policy.replace('# sizes 1 -', '#sizes 1 -'),
    policy.replace('# sizes 1 -', '# sizes 2 1'),
    policy.replace('# sizes 1 -', '# sizes 1 -\n# sizes 1 -'),
    policy.replace('quorum validators', 'quorum others'),
    policy.replace('quorum validators', 'quorum validators\nquorum none'),
    policy.replace('group validators 1', 'group validators 2'),
    policy.replace('group validators 1', 'group validators 0'),
    policy.replace('group validators 1 north', 'group validators 1 north north'),
    policy.replace('witness north', 'witness no#rth'),
    policy.replace('witness north', 'witness\u00a0north'),
    policy.replace('witness north', 'witness none'),
    policy.replace('+e1b799e9+', '+e1b799e8+'),
    policy.replace('log ', 'logs '),
  ];
  for (const each of other) {
    assert.throws(() => parsePolicy(utf8(each)), Malformed, each);
  }
});

test('ledgerPolicy_inAnotherSpellingOrWithASmallerQuorum_isNone', () => {
  const policy = text('log-policy');
  ledgerPolicy(parsePolicy(utf8(policy)));
  for (const each of [
    policy.replace('# sizes 1 -\n', ''),
    policy.replace('group validators 1', 'group validators any'),
    policy.replace('log ', 'log  '),
    `${policy}\n`,
    policy.replaceAll('validators', 'others'),
    policy.replace('quorum validators', 'quorum none'),
    // A witness that has the group's name.
    policy.replace('witness north', 'witness validators').replace('group validators 1 north', 'group g 1 validators'),
  ]) {
    assert.throws(() => ledgerPolicy(parsePolicy(utf8(each))), Malformed, each);
  }
});

// Statements

test('statement_ofTheFormatsPage_isSignedByItsKey', () => {
  const statement = parseStatement(documented('statement'));
  assert.equal(toHex(statementId(statement)), toHex(documented('statement-id')));
  assert.equal(toHex(leafHash(statement.bytes)), toHex(documented('statement-leaf')));
  assert.ok(equal(statement.payload, documented('capture-payload')));
  verifySignature(statement, ed25519Key(documented('statement-key')));
});

test('statement_withAnyByteChanged_isMalformedOrNotSigned', () => {
  const bytes = documented('statement');
  const key = ed25519Key(documented('statement-key'));
  for (let i = 0; i < bytes.length; i++) {
    assert.throws(() => verifySignature(parseStatement(flipped(bytes, i, 1 << i % 8)), key), Malformed, `byte ${i}`);
  }
  assert.throws(() => parseStatement(concat(bytes, Uint8Array.of(0))), Malformed);
});

test('cbor_notAsItIsPrinted_isMalformed', () => {
  // RFC 8949 section 4.2.1, and what statements have no use for.
  const malformed = [
    '1817', '190017', '1a0000ffff', '1b00000000ffffffff', '1bffffffffffffffff', '5f41004100ff', '9fff', 'bfff',
    'a201000100', 'a202000100', '61ff', 'f90000', 'f7', 'f818', '4200', '8101 00', '82', '', '1c', 'ff',
    '81'.repeat(18) + '00',
  ];
  for (const each of malformed) {
    assert.throws(() => decodeCbor(hex(each)), Malformed, each);
  }
  for (const each of ['17', '1818', '3b7fffffffffffffff', 'a201000200', 'f6', '63e282ac', '81'.repeat(16) + '00']) {
    decodeCbor(hex(each));
  }
});

test('capturePath_inAnyOtherForm_isMalformed', () => {
  const path = text('capture-path');
  assert.equal(parseCapturePath(utf8(path)).position, 1n);
  for (const each of [path.trimEnd(), `${path}\n`, path.replace('position 1', 'position 01'), path.replace('position 1', 'position 1048576'), path.replace('@v1', '@v2')]) {
    assert.throws(() => parseCapturePath(utf8(each)), Malformed, each);
  }
});

// Keys

test('ed25519_smallOrderNonCanonicalAndHighS_areRefused', () => {
  // The eight points of small order and their other encodings, "Taming the many EdDSAs", table 1; the last is mixed.
  const keys = [
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000080',
    '0000000000000000000000000000000000000000000000000000000000000000',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '0100000000000000000000000000000000000000000000000000000000000080',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d',
  ];
  for (const key of keys) {
    assert.throws(() => ed25519Key(hex(key)), Malformed, key);
  }
  const statement = parseStatement(documented('statement'));
  const key = ed25519Key(documented('statement-key'));
  // S plus the group order verifies where nobody looks at its range.
  const order = (1n << 252n) + 27742317777372353535851937790883648493n;
  let s = statement.signature.slice(32).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n) + order;
  const high = statement.signature.slice();
  for (let i = 32; i < 64; i++, s >>= 8n) {
    high[i] = Number(s & 0xffn);
  }
  assert.ok(key.verifies(statement.toBeSigned, statement.signature));
  assert.equal(key.verifies(statement.toBeSigned, high), false);
});

// JSON, base58, DIDs

test('canonicalJson_inAnotherSpelling_isMalformed', () => {
  const parse = (json: string): unknown => parseCanonicalJson(utf8(json), 'json');
  for (const each of ['{"a":1,"b":[true,null,"\u20ac\\n\\u0001"]}', '{}', '[]', '-5', '9007199254740991']) {
    parse(each);
  }
  for (const each of [
    '{"b":1,"a":1}', '{"a":1,"a":1}', '{ }', '"\\u0061"', '"\\/"', '-0', '1.0', '1e1', '01', '9007199254740992',
    '"\\ud800"', '"a', '{"a":1}x', '\ufeff{}', '"\t"', '', `${'['.repeat(17)}${']'.repeat(17)}`, '[1,]',
  ]) {
    assert.throws(() => parse(each), Malformed, each);
  }
});

test('base58_ofLeadingZerosAndText_isTheDraftsOwn', () => {
  // draft-msporny-base58, test vectors.
  assert.equal(toBase58(utf8('Hello World!')), '2NEpo7TZRRrLZSi2U');
  assert.equal(toBase58(hex('0000287fb4cd')), '11233QC4');
  assert.equal(toHex(fromBase58('11233QC4', 'text')), '0000287fb4cd');
  assert.throws(() => fromBase58('0OIl', 'text'), Malformed);
});

test('did_inAnotherSpelling_isNone', () => {
  for (const did of ['did:webvh:Qm:a.example%3A80', 'did:a1:b', 'did:x::y', 'did:x:%AB']) {
    assert.equal(didFault(did), undefined, did);
  }
  for (const did of ['did:x:', 'did:x:y:', 'did:X:y', 'did::y', 'did:x:%ab', 'did:x:y/z', 'did:x', `did:x:${'y'.repeat(512)}`]) {
    assert.notEqual(didFault(did), undefined, did);
  }
});
