// Merkle trees of RFC 6962 and 9162, and c2sp.org/tlog-proof@v1: that an entry is at an index in a log.

import { Malformed, decimal, equal, fromUtf8, hashFromBase64, sha256, toHex } from './bytes.ts';
import { type Checkpoint, NOTE_MAX_BYTES, type SignedNote, parseCheckpoint, parseNote } from './note.ts';

/** A checkpoint, 63 hashes and extra data, with some room for the words around them. */
const PROOF_MAX_BYTES = NOTE_MAX_BYTES + 100_000;

/** A tree has fewer than 2^63 leaves. */
const PATH_MAX = 63;

const EXTRA_MAX_BYTES = 65_535;

export function leafHash(...entry: readonly Uint8Array[]): Uint8Array {
  return sha256(Uint8Array.of(0), ...entry);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(Uint8Array.of(1), left, right);
}

/** A proof that does not hold; the message says why. */
export class RefusedProof extends Error {}

/**
 * Returns if the path leads from the leaf at the index, in the tree of that size, to the root: RFC 9162 section
 * 2.1.3.2. Index and size are evidence of order, so a path that fits others is refused.
 */
export function verifyInclusion(
  index: bigint,
  size: bigint,
  path: readonly Uint8Array[],
  leaf: Uint8Array,
  root: Uint8Array,
): void {
  const what = `inclusion of leaf ${index} in size ${size}`;
  if (index < 0n || index >= size) {
    throw new RefusedProof(`inclusion: no leaf ${index} in a tree of size ${size}`);
  }
  let node = index;
  let last = size - 1n;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0n) {
      throw new RefusedProof(`${what}: path of ${path.length} is too long`);
    }
    if ((node & 1n) === 1n || node === last) {
      hash = nodeHash(sibling, hash);
      // The last node of its level has no right sibling: up to the level at which it is a right child.
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n) {
    throw new RefusedProof(`${what}: path of ${path.length} is too short`);
  }
  if (!equal(hash, root)) {
    throw new RefusedProof(`${what}: the path gives root ${toHex(hash)}, the tree has ${toHex(root)}`);
  }
}

/** The place of an entry, the way to the root, and the signed checkpoint. */
export interface LogProof {
  readonly hasExtra: boolean;
  readonly index: bigint;
  readonly path: readonly Uint8Array[];
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
}

export function parseLogProof(file: Uint8Array): LogProof {
  if (file.length > PROOF_MAX_BYTES) {
    throw new Malformed(`log proof: ${file.length} bytes, more than ${PROOF_MAX_BYTES}`);
  }
  const text = fromUtf8(file, 'log proof');
  const blank = text.indexOf('\n\n');
  if (blank < 0) {
    throw new Malformed('log proof: no empty line before the checkpoint');
  }
  const lines = text.slice(0, blank).split('\n');
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') {
    throw new Malformed('log proof: first line is not c2sp.org/tlog-proof@v1');
  }
  const hasExtra = lines[0]?.startsWith('extra ') === true;
  if (hasExtra) {
    // Nobody vouches for it; only its form is read.
    requireExtra(lines.shift() ?? '');
  }
  const indexLine = lines.shift();
  if (indexLine?.startsWith('index ') !== true) {
    throw new Malformed('log proof: no index line');
  }
  const index = decimal(indexLine.slice('index '.length), 'log proof: index');
  if (lines.length > PATH_MAX) {
    throw new Malformed(`log proof: a path of more than ${PATH_MAX} hashes`);
  }
  const path = lines.map((line, i) => hashFromBase64(line, `log proof: hash ${i + 1}`));
  const note = parseNote(text.slice(blank + 2));
  const checkpoint = parseCheckpoint(note.text);
  if (index >= checkpoint.size) {
    throw new Malformed(`log proof: index ${index} in a checkpoint of size ${checkpoint.size}`);
  }
  return { hasExtra, index, path, note, checkpoint };
}

function requireExtra(line: string): void {
  const base64 = line.slice('extra '.length);
  let decoded: string;
  try {
    decoded = atob(base64);
  } catch {
    throw new Malformed('log proof: extra is no base64');
  }
  if (decoded.length === 0 || decoded.length > EXTRA_MAX_BYTES || btoa(decoded) !== base64) {
    throw new Malformed(`log proof: extra is not base64 of 1 to ${EXTRA_MAX_BYTES} bytes in its one form`);
  }
}
