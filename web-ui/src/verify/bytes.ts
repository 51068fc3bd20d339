// Octets and the texts that carry them, each text in the one form that is printed: anything else is malformed.

import { sha256 as digest } from '@noble/hashes/sha2.js';

/** What came from outside is not in the form that it must have; the message names the place. */
export class Malformed extends Error {}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The first place at which two arrays differ, the shorter one's end included; -1 where they are the same. */
export function mismatch(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a[i] !== b[i]) {
      return i;
    }
  }
  return a.length === b.length ? -1 : shared;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return mismatch(a, b) < 0;
}

/** By unsigned bytes, the first byte first. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const at = mismatch(a, b);
  return at < 0 ? 0 : (a[at] ?? -1) - (b[at] ?? -1);
}

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = digest.create();
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Strict UTF-8; a byte order mark is a character like others, not something to pass over. */
export function fromUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed(`${what}: no UTF-8`);
  }
}

/** RFC 4648 section 4 with padding and unused bits zero. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: a call takes a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

export function fromBase64(text: string, what: string): Uint8Array {
  let decoded: string;
  try {
    decoded = atob(text);
  } catch {
    throw new Malformed(`${what}: no base64`);
  }
  const bytes = Uint8Array.from(decoded, (char) => char.charCodeAt(0));
  if (toBase64(bytes) !== text) {
    // atob passes over spaces and takes unused bits that are set.
    throw new Malformed(`${what}: base64 is not in its one form`);
  }
  return bytes;
}

/** A SHA-256 in base64. */
export function hashFromBase64(text: string, what: string): Uint8Array {
  const bytes = fromBase64(text, what);
  if (bytes.length !== 32) {
    throw new Malformed(`${what}: 32 bytes expected, not ${bytes.length}`);
  }
  return bytes;
}

/** From 0 to 2^63 - 1: no sign, no leading zero. Counts of leaves go beyond the numbers that a double holds exactly. */
export function decimal(text: string, what: string): bigint {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text) || BigInt(text) >= 1n << 63n) {
    throw new Malformed(`${what} is not a number from 0 to 2^63-1 in its one decimal form`);
  }
  return BigInt(text);
}

/** A number as so many big-endian bytes. */
export function bigEndian(value: bigint, lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  for (let i = lengthBytes - 1, rest = value; i >= 0; i--, rest >>= 8n) {
    bytes[i] = Number(rest & 0xffn);
  }
  return bytes;
}

/** The number that big-endian bytes are. */
export function fromBigEndian(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
