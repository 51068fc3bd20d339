// Signed notes, c2sp.org/signed-note@v1.0.0, and the keys that check them, with the cosignatures of
// c2sp.org/tlog-cosignature.
//
//   TEXT
//
//   — NAME base64(KEY HASH[4] || SIGNATURE)

import {
  Malformed,
  bigEndian,
  concat,
  decimal,
  equal,
  fromBase64,
  fromBigEndian,
  hashFromBase64,
  sha256,
  toBase64,
  toHex,
  utf8,
} from './bytes.ts';
import { type PublicKey, ed25519Key, mlDsa44Key } from './keys.ts';

/** As many as the stock reader (golang.org/x/mod/sumdb/note) takes. */
const SIGNATURES_MAX = 100;

/** The stock reader's limit too. */
export const NOTE_MAX_BYTES = 1_000_000;

/** The longest name that a subtree/v1 cosignature can carry. */
const NAME_MAX_BYTES = 255;

const DASH = '\u2014 ';

/** One signature line, of a key that may or may not be known. */
export interface NoteSignature {
  readonly name: string;
  readonly keyHash: Uint8Array;
  readonly signature: Uint8Array;
  /** As it stands in the note. */
  readonly line: string;
}

/** A text, its last line feed included, and the lines that sign it. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Unicode's White_Space, written out: which character is a space must not depend on anybody's Unicode version. */
export function hasSpace(text: string): boolean {
  return /[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(text);
}

/** What is wrong with the name of a key or witness, or undefined. */
export function nameFault(name: string): string | undefined {
  if (name === '' || utf8(name).length > NAME_MAX_BYTES) {
    return `a name of ${utf8(name).length} bytes, not 1 to ${NAME_MAX_BYTES}`;
  }
  // deno-lint-ignore no-control-regex
  return hasSpace(name) || /[+\u0000-\u001f]/.test(name) ? 'a name with a space, a plus or a control character' : undefined;
}

/** @param text decoded from strict UTF-8 */
export function parseNote(text: string): SignedNote {
  if (utf8(text).length > NOTE_MAX_BYTES) {
    throw new Malformed(`note: more than ${NOTE_MAX_BYTES} bytes`);
  }
  const blank = text.lastIndexOf('\n\n');
  if (blank < 0) {
    throw new Malformed('note: no empty line before its signatures');
  }
  if (!text.endsWith('\n')) {
    throw new Malformed('note: does not end with a line feed');
  }
  const signed = text.slice(0, blank + 1);
  // deno-lint-ignore no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f]/.test(signed)) {
    throw new Malformed('note: a control character');
  }
  const lines = text.slice(blank + 2).split('\n').slice(0, -1);
  if (lines.length === 0 || lines.length > SIGNATURES_MAX) {
    throw new Malformed(`note: ${lines.length} signatures, not 1 to ${SIGNATURES_MAX}`);
  }
  return { text: signed, signatures: lines.map(parseSignature) };
}

function parseSignature(line: string, index: number): NoteSignature {
  const what = `note: signature line ${index + 1}`;
  const space = line.indexOf(' ', DASH.length);
  if (!line.startsWith(DASH) || space < 0) {
    throw new Malformed(`${what}: not an em dash, a name and a signature`);
  }
  const name = line.slice(DASH.length, space);
  const fault = nameFault(name);
  if (fault !== undefined) {
    throw new Malformed(`${what}: ${fault}`);
  }
  const bytes = fromBase64(line.slice(space + 1), what);
  if (bytes.length <= 4) {
    throw new Malformed(`${what}: ${bytes.length} bytes have no room for a key hash and a signature`);
  }
  return { name, keyHash: bytes.slice(0, 4), signature: bytes.slice(4), line };
}

// Keys

/** The signature types that are checked; lines of others are kept and ignored. */
export const LOG_KEY = 0x01;
const COSIGNATURE_V1 = 0x04;
const SUBTREE_V1 = 0x06;

/** A key by its name: `NAME+KEY HASH in hex+base64(TYPE[1] || PUBLIC KEY)`. */
export class VerifierKey {
  readonly name: string;
  readonly type: number;
  readonly key: PublicKey;
  readonly keyHash: Uint8Array;
  /** The verifier key as text; equal exactly when the keys are. */
  readonly text: string;

  constructor(name: string, type: number, key: PublicKey) {
    this.name = name;
    this.type = type;
    this.key = key;
    const typed = concat(Uint8Array.of(type), key.bytes);
    this.keyHash = sha256(utf8(name), Uint8Array.of(0x0a), typed).slice(0, 4);
    this.text = `${name}+${toHex(this.keyHash)}+${toBase64(typed)}`;
  }

  static parse(text: string): VerifierKey {
    // The name has no plus, the base64 may have some.
    const [, name, , base64] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text) ?? [];
    if (name === undefined || base64 === undefined) {
      throw new Malformed('verifier key: NAME+HASH+KEY expected');
    }
    const fault = nameFault(name);
    if (fault !== undefined) {
      throw new Malformed(`verifier key: ${fault}`);
    }
    const typed = fromBase64(base64, `verifier key ${name}`);
    const parsed = new VerifierKey(name, typed[0] ?? 0, publicKey(name, typed));
    if (parsed.text !== text) {
      throw new Malformed(`verifier key ${name}: key hash in the text is not ${toHex(parsed.keyHash)}, the key's`);
    }
    return parsed;
  }

  /** Whether a signature of this type says when it was made, as cosignatures do. */
  get timestamped(): boolean {
    return this.type !== LOG_KEY;
  }

  /** Whether the line claims to be this key's. */
  claims(line: NoteSignature): boolean {
    return line.name === this.name && equal(line.keyHash, this.keyHash);
  }

  /** Whether the line is this key's signature on the text. */
  verifies(text: string, line: NoteSignature): boolean {
    if (!this.claims(line)) {
      return false;
    }
    if (!this.timestamped) {
      return this.key.verifies(utf8(text), line.signature);
    }
    if (line.signature.length <= 8) {
      return false;
    }
    const message = this.#cosigned(text, line.signature.subarray(0, 8));
    return message !== undefined && this.key.verifies(message, line.signature.subarray(8));
  }

  /** When a cosignature that verifies was made, in seconds since 1970. */
  timeSeconds(line: NoteSignature): bigint | undefined {
    return this.timestamped ? fromBigEndian(line.signature.subarray(0, 8)) : undefined;
  }

  /** What a cosigner signs, of a text that is a checkpoint of three lines; undefined for any other text. */
  #cosigned(text: string, time: Uint8Array): Uint8Array | undefined {
    const seconds = fromBigEndian(time);
    const checkpoint = asCheckpoint(text);
    if (checkpoint === undefined || seconds >= 1n << 63n) {
      return undefined;
    }
    if (this.type === COSIGNATURE_V1) {
      return utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
    }
    const name = utf8(this.name);
    const origin = utf8(checkpoint.origin);
    return concat(
      utf8('subtree/v1\n\0'),
      Uint8Array.of(name.length),
      name,
      time,
      Uint8Array.of(origin.length),
      origin,
      bigEndian(0n, 8), // the first leaf: a checkpoint is the subtree of all
      bigEndian(checkpoint.size, 8),
      checkpoint.root,
    );
  }
}

function publicKey(name: string, typed: Uint8Array): PublicKey {
  switch (typed[0]) {
    case LOG_KEY:
    case COSIGNATURE_V1:
      return ed25519Key(typed.slice(1));
    case SUBTREE_V1:
      return mlDsa44Key(typed.slice(1));
    default:
      throw new Malformed(`verifier key ${name}: unknown signature type`);
  }
}

/** Whether a log may sign with keys of this type. */
export function isLogType(type: number): boolean {
  return type !== COSIGNATURE_V1;
}

// Checkpoints

/** What a log commits to. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Uint8Array;
}

/** The three lines of c2sp.org/tlog-checkpoint@v1.0.0 and no extension lines: cosigners do not vouch for those. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, end, more] = text.split('\n');
  if (origin === undefined || size === undefined || root === undefined || end !== '' || more !== undefined) {
    throw new Malformed('checkpoint: three lines expected');
  }
  // deno-lint-ignore no-control-regex
  if (origin === '' || /[\u0000-\u001f]/.test(origin) || utf8(origin).length > NAME_MAX_BYTES) {
    throw new Malformed(`checkpoint: origin is not a line of 1 to ${NAME_MAX_BYTES} bytes`);
  }
  const parsed = { origin, size: decimal(size, 'checkpoint: size'), root: hashFromBase64(root, 'checkpoint: root') };
  if (parsed.size === 0n && !equal(parsed.root, sha256())) {
    throw new Malformed('checkpoint: size 0 with a root that is not that of the empty tree');
  }
  return parsed;
}

function asCheckpoint(text: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(text);
  } catch (problem) {
    if (problem instanceof Malformed) {
      return undefined;
    }
    throw problem;
  }
}
