// base58btc, and what did:webvh writes with it: SHA-256 multihashes (`Qm…`) and Multikeys (`z6Mk…`).

import { Malformed, concat, sha256 } from './bytes.ts';
import { type PublicKey, ed25519Key, p256Key } from './keys.ts';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Decoding costs the square of the length; the longest text read is a signature's, 88 characters. */
const CHARS_MAX = 128;

export function toBase58(bytes: Uint8Array): string {
  let value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = '';
  for (; value > 0n; value /= 58n) {
    text = (ALPHABET[Number(value % 58n)] ?? '') + text;
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text;
}

export function fromBase58(text: string, what: string): Uint8Array {
  if (text.length > CHARS_MAX) {
    throw new Malformed(`${what}: base58 of ${text.length} characters, at most ${CHARS_MAX}`);
  }
  let value = 0n;
  for (const char of text) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) {
      throw new Malformed(`${what}: not base58`);
    }
    value = value * 58n + BigInt(digit);
  }
  const bytes: number[] = [];
  for (; value > 0n; value >>= 8n) {
    bytes.unshift(Number(value & 0xffn));
  }
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  return Uint8Array.from([...new Array<number>(zeros).fill(0), ...bytes]);
}

/** Multibase, of which one encoding is used: `z` and base58btc. */
export function fromMultibase(text: string, what: string): Uint8Array {
  if (!text.startsWith('z')) {
    throw new Malformed(`${what}: multibase text must begin with z`);
  }
  return fromBase58(text.slice(1), what);
}

/** The SHA-256 multihash of the bytes: 0x12, 0x20, the hash. */
export function multihash(bytes: Uint8Array): string {
  return toBase58(concat(Uint8Array.of(0x12, 0x20), sha256(bytes)));
}

export function requireMultihash(text: string, what: string): string {
  if (text.length !== 46) {
    throw new Malformed(`${what}: a SHA-256 multihash has 46 characters, not ${text.length}`);
  }
  const bytes = fromBase58(text, what);
  if (bytes.length !== 34 || bytes[0] !== 0x12 || bytes[1] !== 0x20) {
    throw new Malformed(`${what}: not a SHA-256 multihash`);
  }
  return text;
}

/** A public key as Controlled Identifiers 1.0 section 2.2.2 writes it; compared by its text. */
export interface Multikey {
  readonly text: string;
  readonly kind: 'Ed25519' | 'P-256' | 'P-384';
  readonly bytes: Uint8Array;
}

const KINDS = [
  { kind: 'Ed25519', first: 0xed, second: 0x01, keyBytes: 32 },
  { kind: 'P-256', first: 0x80, second: 0x24, keyBytes: 33 },
  { kind: 'P-384', first: 0x81, second: 0x24, keyBytes: 49 },
] as const;

/** The form is judged here, the point of the curve when the key is asked for. */
export function parseMultikey(text: string, what: string): Multikey {
  const bytes = fromMultibase(text, what);
  const known = KINDS.find(({ first, second }) => bytes[0] === first && bytes[1] === second);
  if (known === undefined || bytes.length !== 2 + known.keyBytes) {
    throw new Malformed(`${what}: a multikey of an unknown kind or length`);
  }
  if (known.kind !== 'Ed25519' && bytes[2] !== 2 && bytes[2] !== 3) {
    throw new Malformed(`${what}: a multikey that is no compressed point`);
  }
  return { text, kind: known.kind, bytes: bytes.slice(2) };
}

/** The key to verify with; undefined where there is no algorithm for it, or its bytes are no point. */
export function keyOf(multikey: Multikey): PublicKey | undefined {
  try {
    switch (multikey.kind) {
      case 'Ed25519':
        return ed25519Key(multikey.bytes);
      case 'P-256':
        return p256Key(multikey.bytes);
      case 'P-384':
        return undefined;
    }
  } catch (problem) {
    if (problem instanceof Malformed) {
      return undefined;
    }
    throw problem;
  }
}
