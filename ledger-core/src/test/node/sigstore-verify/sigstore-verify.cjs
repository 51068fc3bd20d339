#!/usr/bin/env node
// Asks @sigstore/verify whether a tlog proof shows an entry in the log of a key.
//
//   sigstore-verify.cjs VKEY PROOF ENTRY
//
// The three are files: a verifier key (Ed25519), a c2sp.org/tlog-proof@v1, and the bytes of the log entry. The proof's
// parts are handed over as the members of a Sigstore bundle that carry the same things; checkpoint signature, path and
// root are checked there. Prints the index and exits with 0 when the proof holds, with the reason and 1 when it does
// not, and with 2 when a file cannot be read.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

function fail(code, reason) {
  console.error(reason);
  process.exit(code);
}

if (process.argv.length !== 5) fail(2, 'usage: sigstore-verify.cjs VKEY PROOF ENTRY');
let vkey, proof, entry;
try {
  [vkey, proof, entry] = process.argv.slice(2).map((name) => fs.readFileSync(name));
} catch (e) {
  fail(2, e.message);
}

// The package shows only its bundle verifier; the part that knows logs lies behind it.
const library = path.dirname(require.resolve('@sigstore/verify'));
const { verifyTLogInclusion } = require(path.join(library, 'tlog', 'index.js'));

// NAME+HASH+base64(0x01 || 32 bytes)
const key = /^(.+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)\n?$/.exec(vkey.toString());
const raw = key && Buffer.from(key[3], 'base64');
if (!key || raw.length !== 33 || raw[0] !== 1) fail(1, 'vkey: not one of an Ed25519 log');
const log = {
  baseURL: key[1],
  logID: Buffer.from(key[2], 'hex'),
  publicKey: crypto.createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.subarray(1).toString('base64url') },
    format: 'jwk',
  }),
  validFor: { start: new Date(0), end: new Date(8.64e15) },
};

const text = proof.toString();
const cut = text.indexOf('\n\n');
const lines = text.slice(0, cut).split('\n');
if (cut < 0 || lines.shift() !== 'c2sp.org/tlog-proof@v1') fail(1, 'proof: no tlog-proof');
if (lines[0]?.startsWith('extra ')) lines.shift();
const index = /^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? '')?.[1];
if (index === undefined) fail(1, 'proof: no index line');
const checkpoint = text.slice(cut + 2);

try {
  verifyTLogInclusion(
    {
      logIndex: index,
      logId: { keyId: log.logID },
      integratedTime: '0',
      canonicalizedBody: entry,
      inclusionProof: {
        logIndex: index,
        treeSize: checkpoint.split('\n')[1] ?? '',
        rootHash: Buffer.from(checkpoint.split('\n')[2] ?? '', 'base64'),
        hashes: lines.map((line) => Buffer.from(line, 'base64')),
        checkpoint: { envelope: checkpoint },
      },
    },
    [log],
  );
} catch (e) {
  if (e.name !== 'VerificationError' && e.constructor.name !== 'VerificationError') throw e;
  fail(1, `proof: ${e.message}`);
}
console.log(`verified index ${index}`);
