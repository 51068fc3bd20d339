// Signed statements, the entries of the log: COSE_Sign1 (RFC 9052 section 4.2) in deterministic CBOR, tagged, with an
// empty unprotected header and exactly these keys in the protected one:
//
//   18([ << { 1: alg, 3: "application/…", 4: 'did:…?versionId=…#…', 15: { 1: iss, 3: aud, 6: iat, 7: cti } } >>,
//        {}, payload, signature ])

import { Malformed, concat, sha256, utf8 } from './bytes.ts';
import { type Item, decodeCbor } from './cbor.ts';
import { didFault } from './did.ts';
import { type Algorithm, type PublicKey, keyText } from './keys.ts';

/** An entry bundle of c2sp.org/tlog-tiles writes an entry's length in two bytes. */
const STATEMENT_MAX_BYTES = 65_535;

/** The last second of the year 9999. */
const ISSUED_AT_MAX_SECONDS = 253_402_300_799n;

/** A path of at most 20 hashes. */
const RECORDS_MAX = 1 << 20;

const CAPTURE = 'application/vnd.tallystick.capture+cbor';

/** RFC 6838 section 4.2, letters in lower case, no parameters. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

export interface KeyId {
  readonly did: string;
  readonly versionId: string | undefined;
  readonly fragment: string;
}

export interface SignedStatement {
  readonly bytes: Uint8Array;
  readonly algorithm: Algorithm;
  readonly contentType: string;
  readonly keyId: KeyId;
  readonly issuer: string;
  readonly audience: string;
  readonly issuedAtSeconds: bigint;
  readonly cti: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** The Sig_structure, RFC 9052 section 4.4. */
  readonly toBeSigned: Uint8Array;
}

export function parseStatement(bytes: Uint8Array): SignedStatement {
  if (bytes.length > STATEMENT_MAX_BYTES) {
    throw new Malformed(`statement: ${bytes.length} bytes, at most ${STATEMENT_MAX_BYTES}`);
  }
  const tagged = decodeCbor(bytes);
  if (tagged.kind !== 'tag' || tagged.number !== 18n) {
    throw new Malformed('statement: no COSE_Sign1 with its tag 18');
  }
  const [protectedHeader, unprotected, payload, signature] = arrayOf(tagged.item, 4, 'statement');
  const header = mapWith(decodeCbor(bytesOf(protectedHeader, 'protected header')), [1n, 3n, 4n, 15n], 'protected header');
  const claims = mapWith(header[3], [1n, 3n, 6n, 7n], 'CWT claims');
  if (unprotected?.kind !== 'map' || unprotected.pairs.length > 0) {
    throw new Malformed('statement: the unprotected header must be empty');
  }
  const payloadBytes = bytesOf(payload, 'payload');
  const contentType = textOf(header[1], 'content type');
  if (!MEDIA_TYPE.test(contentType)) {
    throw new Malformed('content type: not a media type in lower case');
  }
  const issuer = textOf(claims[0], 'iss');
  if (didFault(issuer) !== undefined) {
    throw new Malformed('iss: not a DID');
  }
  const audience = textOf(claims[1], 'aud');
  // ASCII alone: two origins that look alike are two origins.
  if (!/^[!-*,-~]{1,255}$/.test(audience)) {
    throw new Malformed('aud: not the origin of a log');
  }
  const issuedAtSeconds = integerOf(claims[2], 'iat');
  if (issuedAtSeconds < 0n || issuedAtSeconds > ISSUED_AT_MAX_SECONDS) {
    throw new Malformed(`iat ${issuedAtSeconds} is not within the years 1970 to 9999`);
  }
  return {
    bytes,
    algorithm: algorithmOf(integerOf(header[0], 'alg')),
    contentType,
    keyId: parseKeyId(bytesOf(header[2], 'kid')),
    issuer,
    audience,
    issuedAtSeconds,
    cti: bytesOf(claims[3], 'cti', 16),
    payload: payloadBytes,
    signature: bytesOf(signature, 'signature', 64),
    toBeSigned: concat(
      Uint8Array.of(0x84, 0x6a),
      utf8('Signature1'),
      encodedOf(bytes, protectedHeader),
      Uint8Array.of(0x40), // no externally supplied data
      encodedOf(bytes, payload),
    ),
  };
}

/** The DID URL of the key, its version pinned. */
export function keyIdText(keyId: KeyId): string {
  return `${keyId.did}${keyId.versionId === undefined ? '' : `?versionId=${keyId.versionId}`}#${keyId.fragment}`;
}

/** What names a statement whoever bends its signature. */
export function statementId(statement: SignedStatement): Uint8Array {
  return sha256(statement.toBeSigned);
}

/** Returns if the key made the signature, with the algorithm that the header names. */
export function verifySignature(statement: SignedStatement, key: PublicKey): void {
  if (key.algorithm !== statement.algorithm) {
    throw new Malformed(`the statement is signed with ${statement.algorithm}, the key is for ${key.algorithm}`);
  }
  if (!key.verifies(statement.toBeSigned, statement.signature)) {
    throw new Malformed(`the signature is not one of ${keyText(key)} over this statement`);
  }
}

function algorithmOf(identifier: bigint): Algorithm {
  switch (identifier) {
    case -8n:
      return 'ED25519';
    case -7n:
      return 'ECDSA_P256';
    default:
      throw new Malformed(`alg ${identifier}: neither -8 (EdDSA) nor -7 (ES256)`);
  }
}

/** DID, version and key in one URL, one spelling of one key. */
function parseKeyId(kid: Uint8Array): KeyId {
  // Every octet as a character: those outside ASCII are none that the form has.
  const text = String.fromCharCode(...kid.subarray(0, 1024));
  const [, did, versionId, fragment] =
    /^([^?#]*)(?:\?versionId=([A-Za-z0-9._~-]{1,96}))?#([A-Za-z0-9._~-]{1,128})$/.exec(text) ?? [];
  if (kid.length > 1024 || did === undefined || fragment === undefined || didFault(did) !== undefined) {
    throw new Malformed('kid: not the DID URL of a key');
  }
  return { did, versionId, fragment };
}

// The capture payload, [1, count, root, null] or [1, count, root, [media type, digest]]

export interface CapturePayload {
  readonly count: number;
  readonly root: Uint8Array;
}

export function parseCapture(statement: SignedStatement): CapturePayload {
  if (statement.contentType !== CAPTURE) {
    throw new Malformed(`content type ${statement.contentType}, of a capture ${CAPTURE}`);
  }
  const [version, count, root, source] = arrayOf(decodeCbor(statement.payload), 4, 'capture payload');
  const records = integerOf(count, 'count');
  if (integerOf(version, 'version') !== 1n || records < 1n || records > BigInt(RECORDS_MAX)) {
    throw new Malformed(`capture payload: not version 1, or not 1 to ${RECORDS_MAX} records`);
  }
  if (source?.kind !== 'null') {
    const [mediaType, digest] = arrayOf(source, 2, 'source');
    bytesOf(digest, 'digest of the source', 32);
    if (!MEDIA_TYPE.test(textOf(mediaType, 'media type of the source'))) {
      throw new Malformed('capture payload: the source has no media type in lower case');
    }
  }
  return { count: Number(records), root: bytesOf(root, 'root', 32) };
}

// Items of the type that they must have

function arrayOf(item: Item | undefined, count: number, what: string): readonly Item[] {
  if (item?.kind !== 'array' || item.items.length !== count) {
    throw new Malformed(`${what}: not an array of ${count}`);
  }
  return item.items;
}

/** The values of a map that has exactly these integer keys. */
function mapWith(item: Item | undefined, keys: readonly bigint[], what: string): readonly Item[] {
  const pairs = item?.kind === 'map' ? item.pairs : [];
  if (pairs.length !== keys.length || !pairs.every(([key], i) => key.kind === 'integer' && key.value === keys[i])) {
    throw new Malformed(`${what}: not a map of the keys ${keys.join(', ')}`);
  }
  return pairs.map(([, value]) => value);
}

function integerOf(item: Item | undefined, what: string): bigint {
  if (item?.kind !== 'integer') {
    throw new Malformed(`${what}: not an integer`);
  }
  return item.value;
}

function textOf(item: Item | undefined, what: string): string {
  if (item?.kind !== 'text') {
    throw new Malformed(`${what}: not a text`);
  }
  return item.value;
}

function bytesOf(item: Item | undefined, what: string, length?: number): Uint8Array {
  if (item?.kind !== 'bytes' || item.value.length !== (length ?? item.value.length)) {
    throw new Malformed(`${what}: not a byte string${length === undefined ? '' : ` of ${length} bytes`}`);
  }
  return item.value;
}

function encodedOf(bytes: Uint8Array, item: Item | undefined): Uint8Array {
  return bytes.subarray(item?.start, item?.end);
}
