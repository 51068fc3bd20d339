// Public keys and what they accept. Verifiers are known to disagree about keys and signatures that no honest signer
// makes; those are refused here, so that what is left every verifier accepts.

import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { Malformed, toHex } from './bytes.ts';

export type Algorithm = 'ED25519' | 'ECDSA_P256' | 'ML_DSA_44';

export interface PublicKey {
  readonly algorithm: Algorithm;
  readonly bytes: Uint8Array;
  verifies(message: Uint8Array, signature: Uint8Array): boolean;
}

/** A canonically encoded point of the prime-order subgroup, and not its neutral element. */
function isEd25519Point(encoded: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(encoded, false);
    return point.isTorsionFree() && !point.is0();
  } catch {
    // The library's one way to say that the bytes are no point.
    return false;
  }
}

/** RFC 8032, 32 bytes. Key and R are held to the same; S must be below the group order. */
export function ed25519Key(bytes: Uint8Array): PublicKey {
  if (bytes.length !== 32 || !isEd25519Point(bytes)) {
    throw new Malformed('Ed25519 key: no canonically encoded point of the prime-order subgroup');
  }
  return {
    algorithm: 'ED25519',
    bytes,
    verifies: (message, signature) =>
      signature.length === 64 &&
      isEd25519Point(signature.subarray(0, 32)) &&
      ed25519.verify(signature, message, bytes, { zip215: false }),
  };
}

/** A compressed point, 33 bytes; r and s of 32 bytes each, of the two s that would verify only the lower one. */
export function p256Key(bytes: Uint8Array): PublicKey {
  if (bytes.length !== 33 || !p256.utils.isValidPublicKey(bytes, true)) {
    throw new Malformed('P-256 key: no compressed point of the curve');
  }
  return {
    algorithm: 'ECDSA_P256',
    bytes,
    verifies: (message, signature) =>
      signature.length === 64 && p256.verify(signature, message, bytes, { lowS: true, prehash: true, format: 'compact' }),
  };
}

/** FIPS 204, pure, with an empty context. */
export function mlDsa44Key(bytes: Uint8Array): PublicKey {
  if (bytes.length !== 1312) {
    throw new Malformed(`ML-DSA-44 key: 1312 bytes expected, not ${bytes.length}`);
  }
  return {
    algorithm: 'ML_DSA_44',
    bytes,
    verifies: (message, signature) => signature.length === 2420 && ml_dsa44.verify(signature, message, bytes),
  };
}

/** The key itself, for people; the beginning of one that is longer than a line. */
export function keyText(key: PublicKey): string {
  switch (key.algorithm) {
    case 'ED25519':
      return `ed25519:${toHex(key.bytes)}`;
    case 'ECDSA_P256':
      return `p256:${toHex(key.bytes)}`;
    case 'ML_DSA_44':
      return `ml-dsa-44:${toHex(key.bytes.subarray(0, 8))}...`;
  }
}
