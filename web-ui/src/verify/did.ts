// DIDs, and the history of a did:webvh 1.0 in the form that a ledger registers: every line its own RFC 8785 form, times
// in UTC that end in Z, one proof an entry, no witnesses. Every entry is verified against the one before it.
//
// No entry's time is held to the present: registration held it to the block's time, and a clock must not change a
// verdict.

import { Malformed, concat, sha256, utf8 } from './bytes.ts';
import { type Json, type JsonObject, isArray, isObject, parseCanonicalJson, printJson } from './json.ts';
import type { PublicKey } from './keys.ts';
import { type Multikey, fromMultibase, keyOf, multihash, parseMultikey, requireMultihash } from './multibase.ts';

/** A domain of 253, a SCID of 46 and a path fit. */
const DID_CHARS_MAX = 512;

const ENTRY_MAX_BYTES = 60_000;
const ENTRIES_MAX = 4_096;
const LOG_MAX_BYTES = 16 * 1024 * 1024;

/** Lists of keys, hashes, methods grow by hand, and each item costs a signature or a look-up. */
const ITEMS_MAX = 64;

const TTL_MAX_SECONDS = 2 ** 31;

const PLACEHOLDER = '{SCID}';

// The grammar

/** What is wrong with a DID, by DID Core section 3.1 in one spelling, or undefined. */
export function didFault(did: string): string | undefined {
  return did.length <= DID_CHARS_MAX && /^did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-F]{2})*(?:[A-Za-z0-9._-]|%[0-9A-F]{2})$/.test(did)
    ? undefined
    : 'not a DID';
}

/** did:webvh:SCID:HOST[%3APORT](:SEGMENT)*, its SCID. */
function requireWebvh(did: string): string {
  const [scheme, method, scid, hostAndPort, ...segments] = did.split(':');
  if (didFault(did) !== undefined || scheme !== 'did' || method !== 'webvh' || scid === undefined) {
    throw new Malformed(`not a did:webvh: ${did}`);
  }
  requireMultihash(scid, 'SCID');
  requireHost(hostAndPort ?? '');
  segments.forEach(requireSegment);
  return scid;
}

function requireHost(hostAndPort: string): void {
  const [, host, port] = /^([^%]*)(?:%3A([1-9][0-9]{0,4}))?$/.exec(hostAndPort) ?? [];
  const labels = host?.split('.') ?? [];
  const wellFormed =
    host !== undefined &&
    host.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/.test(label));
  if (!wellFormed || Number(port ?? 1) > 65_535) {
    throw new Malformed(`did:webvh: not a domain name with a port or without: ${hostAndPort}`);
  }
  // A URL parser takes a host whose last label is a number for an IPv4 address.
  if (/^(?:[0-9]+|0[xX][0-9a-fA-F]*)$/.test(labels.at(-1) ?? '')) {
    throw new Malformed('did:webvh: the host is an IP address');
  }
}

function requireSegment(segment: string): void {
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    throw new Malformed('did:webvh: percent-encoded bytes that are not UTF-8');
  }
  const atTheEnds = /^[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]|[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]$/;
  // deno-lint-ignore no-control-regex
  if (decoded === '' || decoded === '.' || decoded === '..' || /[/\\\u0000]/.test(decoded) || atTheEnds.test(decoded)) {
    throw new Malformed(`did:webvh: a path segment that walks or hides something: ${segment}`);
  }
}

/** A DID URL by DID Core section 3.2: the DID in it, and its fragment. */
function parseDidUrl(text: string): { readonly did: string; readonly fragment: string | undefined } {
  const [, did, fragment] =
    /^([^/?#]*)(?:\/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(?:#((?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*))?$/.exec(
      text,
    ) ?? [];
  if (text.length > 2 * DID_CHARS_MAX || did === undefined || didFault(did) !== undefined) {
    throw new Malformed(`not a DID URL: ${text}`);
  }
  return { did, fragment };
}

/** `versionId`: the number, counted from 1, a dash, the entry's hash. */
function parseVersionId(text: string): { readonly number: number; readonly hash: string } {
  const [, number, hash] = /^([1-9][0-9]{0,8})-(.*)$/s.exec(text) ?? [];
  if (number === undefined || hash === undefined) {
    throw new Malformed(`a versionId is NUMBER-HASH, not ${text}`);
  }
  return { number: Number(number), hash: requireMultihash(hash, 'versionId') };
}

/** A date and time with a zone, as nanoseconds since 1970. */
function parseTime(text: string): bigint {
  const fields =
    /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/.exec(text);
  if (fields === null) {
    throw new Malformed(`not a date and time with a zone: ${text}`);
  }
  const [year, month, day, hour, minute, second] = fields.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const zoneMinutes = Number(fields[9] ?? 0) * 60 + Number(fields[10] ?? 0);
  if (
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59 ||
    Number(fields[10] ?? 0) > 59 ||
    zoneMinutes > 18 * 60
  ) {
    throw new Malformed(`no such time: ${text}`);
  }
  const seconds = BigInt(date.getTime() / 1000 + hour * 3600 + minute * 60 + second);
  const offset = BigInt((fields[8] === '-' ? -60 : 60) * zoneMinutes);
  return (seconds - offset) * 1_000_000_000n + BigInt((fields[7] ?? '').padEnd(9, '0'));
}

/** The last versionTime that is taken, whatever the clock: 9999-12-31T00:05Z. */
const TIME_MAX = parseTime('9999-12-31T00:05:00Z');

// Members

function object(value: Json | undefined, what: string): JsonObject {
  if (!isObject(value)) {
    throw new Malformed(`${what} must be an object`);
  }
  return value;
}

function string(value: Json | undefined, what: string): string {
  if (typeof value !== 'string') {
    throw new Malformed(`${what} must be a string`);
  }
  return value;
}

function array(value: Json | undefined, what: string): readonly Json[] {
  if (!isArray(value) || value.length > ITEMS_MAX) {
    throw new Malformed(`${what} must be an array of at most ${ITEMS_MAX}`);
  }
  return value;
}

function uniqueStrings(value: Json | undefined, what: string): readonly string[] {
  const strings = array(value, what).map((item) => string(item, `${what} items`));
  if (new Set(strings).size !== strings.length) {
    throw new Malformed(`${what} has an item twice`);
  }
  return strings;
}

function only(value: JsonObject, names: readonly string[], what: string): void {
  for (const name of value.keys()) {
    if (!names.includes(name)) {
      throw new Malformed(`${what} has no member ${name}`);
    }
  }
}

function without(value: JsonObject, name: string): JsonObject {
  return new Map([...value].filter(([member]) => member !== name));
}

// The log

/** The parameters in force after an entry, those that decide something. */
interface Parameters {
  readonly updateKeys: readonly Multikey[];
  readonly nextKeyHashes: readonly string[];
  readonly portable: boolean;
  readonly deactivated: boolean;
}

/** A verified entry. */
interface Version {
  readonly did: string;
  readonly scid: string;
  readonly versionId: string;
  readonly time: bigint;
  readonly parameters: Parameters;
  /** The keys by which the DID makes statements, by fragment. */
  readonly assertionKeys: ReadonlyMap<string, Multikey>;
}

/** The verified history of a DID's keys. */
export class KeyHistory {
  readonly #versions: readonly Version[];

  private constructor(versions: readonly Version[]) {
    this.#versions = versions;
  }

  /** Reads `did.jsonl` and verifies every entry. */
  static read(jsonl: Uint8Array): KeyHistory {
    if (jsonl.length > LOG_MAX_BYTES) {
      throw new Malformed(`DID log: ${jsonl.length} bytes, at most ${LOG_MAX_BYTES}`);
    }
    const versions: Version[] = [];
    for (let at = 0; at < jsonl.length; ) {
      const end = jsonl.indexOf(0x0a, at);
      if (end < 0) {
        throw new Malformed('DID log: the last line does not end in a line feed');
      }
      if (versions.length === ENTRIES_MAX) {
        throw new Malformed(`DID log: more than ${ENTRIES_MAX} entries`);
      }
      versions.push(readEntry(jsonl.subarray(at, end), versions.at(-1), versions.length + 1));
      at = end + 1;
    }
    if (versions.length === 0) {
      throw new Malformed('DID log: no entry');
    }
    return new KeyHistory(versions);
  }

  get #latest(): Version {
    const latest = this.#versions.at(-1);
    if (latest === undefined) {
      throw new Error('a history without a version');
    }
    return latest;
  }

  /** The DID as the last entry names it. */
  get did(): string {
    return this.#latest.did;
  }

  get latestVersionId(): string {
    return this.#latest.versionId;
  }

  /** Whether some entry has this name: a DID that moved keeps its history. */
  names(did: string): boolean {
    return this.#versions.some((version) => version.did === did);
  }

  /** The key that the fragment names in the version. */
  key(did: string, versionId: string | undefined, fragment: string): PublicKey {
    const { number } = parseVersionId(versionId ?? '');
    const version = this.#versions[number - 1];
    if (version?.versionId !== versionId) {
      throw new Malformed(`the DID log has no version ${versionId}`);
    }
    if (version?.did !== did) {
      throw new Malformed(`version ${versionId} has the name ${version?.did}, not ${did}`);
    }
    const multikey = version.assertionKeys.get(fragment);
    const key = multikey === undefined ? undefined : keyOf(multikey);
    if (key === undefined) {
      throw new Malformed(`version ${versionId} has no signing key ${fragment}`);
    }
    return key;
  }

  /** Whether the last entry still has that version's key, unchanged. */
  isCurrent(versionId: string | undefined, fragment: string): boolean {
    const pinned = this.#versions.find((version) => version.versionId === versionId)?.assertionKeys.get(fragment);
    return pinned !== undefined && pinned.text === this.#latest.assertionKeys.get(fragment)?.text;
  }
}

/** did:webvh 1.0, "Read (Resolve)", its steps for one entry. */
function readEntry(line: Uint8Array, previous: Version | undefined, number: number): Version {
  const where = `DID log entry ${number}`;
  if (line.length > ENTRY_MAX_BYTES) {
    throw new Malformed(`${where}: ${line.length} bytes, at most ${ENTRY_MAX_BYTES}`);
  }
  if (previous?.parameters.deactivated === true) {
    throw new Malformed(`${where}: the DID was deactivated by the entry before`);
  }
  try {
    return verifyEntry(object(parseCanonicalJson(line, 'the line'), 'the entry'), previous, number);
  } catch (problem) {
    if (problem instanceof Malformed) {
      throw new Malformed(`${where}: ${problem.message}`);
    }
    throw problem;
  }
}

function verifyEntry(entry: JsonObject, previous: Version | undefined, number: number): Version {
  const members = ['versionId', 'versionTime', 'parameters', 'state', 'proof'];
  only(entry, members, 'an entry');
  const set = object(entry.get('parameters'), 'parameters');
  const parameters = readParameters(set, previous);
  const state = object(entry.get('state'), 'state');
  const document = readDocument(state);
  const versionId = string(entry.get('versionId'), 'versionId');
  const { number: claimed, hash } = parseVersionId(versionId);
  if (claimed !== number) {
    throw new Malformed(`version number ${claimed} where ${number} is next`);
  }
  const timeText = string(entry.get('versionTime'), 'versionTime');
  const time = parseTime(timeText);
  if (!timeText.endsWith('Z') || time > TIME_MAX || (previous !== undefined && time <= previous.time)) {
    throw new Malformed(`versionTime ${timeText} is not in UTC, or not after the entry before`);
  }
  const scid = previous?.scid ?? requireMultihash(string(set.get('scid'), 'parameters.scid'), 'parameters.scid');
  if (document.scid !== scid) {
    throw new Malformed(`state.id has the SCID ${document.scid}, the log has ${scid}`);
  }
  if (previous !== undefined && document.id !== previous.did) {
    if (!parameters.portable || !document.alsoKnownAs.includes(previous.did)) {
      throw new Malformed(`moved to ${document.id}, not portable or without its name before in alsoKnownAs`);
    }
  }
  const unsecured = without(entry, 'proof');
  if (previous === undefined) {
    requireScid(unsecured, scid);
  }
  const computed = multihash(utf8(printJson(new Map(unsecured).set('versionId', previous?.versionId ?? scid))));
  if (computed !== hash) {
    throw new Malformed(`versionId has the hash ${hash}, the entry ${computed}`);
  }
  requireProof(entry.get('proof'), unsecured, authorizedKeys(set, parameters, previous));
  return {
    did: document.id,
    scid,
    versionId,
    time,
    parameters,
    assertionKeys: document.assertionKeys,
  };
}

/** What this entry sets, over what those before it did. */
function readParameters(set: JsonObject, previous: Version | undefined): Parameters {
  only(
    set,
    ['method', 'scid', 'updateKeys', 'nextKeyHashes', 'witness', 'watchers', 'portable', 'deactivated', 'ttl'],
    'did:webvh 1.0 parameters',
  );
  if ([...set.values()].includes(null)) {
    throw new Malformed('null is no value of a parameter');
  }
  if ((previous === undefined || set.has('method')) && set.get('method') !== 'did:webvh:1.0') {
    throw new Malformed('parameters.method must be did:webvh:1.0');
  }
  if (previous === undefined && !set.has('updateKeys')) {
    throw new Malformed('the first entry must set updateKeys');
  }
  if (previous !== undefined && (set.has('scid') || set.get('portable') === true)) {
    throw new Malformed('only the first entry has a scid, and can turn portable on');
  }
  // No ledger registers a DID that has witnesses of its own.
  if (set.has('witness') && object(set.get('witness'), 'parameters.witness').size > 0) {
    throw new Malformed('the DID has did:webvh witnesses');
  }
  if (set.has('watchers')) {
    uniqueStrings(set.get('watchers'), 'parameters.watchers');
  }
  const ttl = set.get('ttl') ?? 0;
  if (typeof ttl !== 'number' || ttl < 0 || ttl > TTL_MAX_SECONDS) {
    throw new Malformed('parameters.ttl must be an integer of 0 to 2^31');
  }
  const flag = (name: string, before: boolean | undefined): boolean => {
    const value = set.get(name) ?? before ?? false;
    if (typeof value !== 'boolean') {
      throw new Malformed(`parameters.${name} must be true or false`);
    }
    return value;
  };
  return {
    updateKeys: set.has('updateKeys')
      ? uniqueStrings(set.get('updateKeys'), 'parameters.updateKeys').map(updateKey)
      : (previous?.parameters.updateKeys ?? []),
    nextKeyHashes: set.has('nextKeyHashes')
      ? uniqueStrings(set.get('nextKeyHashes'), 'parameters.nextKeyHashes')
      : (previous?.parameters.nextKeyHashes ?? []),
    portable: flag('portable', previous?.parameters.portable),
    deactivated: flag('deactivated', previous?.parameters.deactivated),
  };
}

function updateKey(text: string): Multikey {
  const key = parseMultikey(text, 'parameters.updateKeys items');
  if (key.kind !== 'Ed25519') {
    throw new Malformed(`an update key that eddsa-jcs-2022 cannot use: ${text}`);
  }
  return key;
}

/** "Authorized Keys" and pre-rotation: who may sign this entry. */
function authorizedKeys(set: JsonObject, parameters: Parameters, previous: Version | undefined): readonly Multikey[] {
  if (previous === undefined) {
    return parameters.updateKeys;
  }
  const before = previous.parameters;
  if (before.nextKeyHashes.length === 0) {
    return before.updateKeys;
  }
  if (!set.has('updateKeys') || !set.has('nextKeyHashes') || parameters.updateKeys.length === 0) {
    throw new Malformed('updateKeys and nextKeyHashes must be written out under pre-rotation');
  }
  for (const key of parameters.updateKeys) {
    if (!before.nextKeyHashes.includes(multihash(utf8(key.text)))) {
      throw new Malformed(`the update key ${key.text} was not committed to by the entry before`);
    }
  }
  return parameters.updateKeys;
}

/** "Verify SCID": the SCID is the hash of the entry with a placeholder in its places, which can be nowhere else. */
function requireScid(unsecured: JsonObject, scid: string): void {
  if (printJson(unsecured).includes(PLACEHOLDER)) {
    throw new Malformed(`the placeholder ${PLACEHOLDER} stands in the first entry`);
  }
  const preliminary = replaced(new Map(unsecured).set('versionId', PLACEHOLDER), scid);
  const computed = multihash(utf8(printJson(preliminary)));
  if (computed !== scid) {
    throw new Malformed(`parameters.scid is ${scid}, the entry's own is ${computed}`);
  }
}

/** The value with the placeholder for the SCID, in strings and names. */
function replaced(value: Json, scid: string): Json {
  if (typeof value === 'string') {
    return value.replaceAll(scid, PLACEHOLDER);
  }
  if (isArray(value)) {
    return value.map((item) => replaced(item, scid));
  }
  if (isObject(value)) {
    const members = new Map([...value].map(([name, member]) => [name.replaceAll(scid, PLACEHOLDER), replaced(member, scid)]));
    if (members.size !== value.size) {
      throw new Malformed('two members become one');
    }
    return members;
  }
  return value;
}

/** One Data Integrity proof of eddsa-jcs-2022, by an authorised key, over the entry. */
function requireProof(proofs: Json | undefined, unsecured: JsonObject, authorized: readonly Multikey[]): void {
  const [first, ...others] = array(proofs, 'proof');
  if (others.length > 0) {
    throw new Malformed('one proof is taken');
  }
  const proof = object(first, 'proof items');
  only(
    proof,
    ['type', 'cryptosuite', 'verificationMethod', 'created', 'proofPurpose', 'proofValue'],
    "an entry's proof",
  );
  const expected = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', proofPurpose: 'assertionMethod' };
  for (const [name, value] of Object.entries(expected)) {
    if (proof.get(name) !== value) {
      throw new Malformed(`proof.${name} must be ${value}`);
    }
  }
  if (proof.has('created')) {
    parseTime(string(proof.get('created'), 'proof.created'));
  }
  const signature = fromMultibase(string(proof.get('proofValue'), 'proof.proofValue'), 'proof.proofValue');
  const [, body, fragment] =
    /^did:key:([^#]*)#(.*)$/s.exec(string(proof.get('verificationMethod'), 'proof.verificationMethod')) ?? [];
  if (body === undefined || body !== fragment) {
    throw new Malformed('proof.verificationMethod must be did:key:X#X');
  }
  const multikey = parseMultikey(body, 'proof.verificationMethod');
  if (!authorized.some((key) => key.text === multikey.text)) {
    throw new Malformed(`the proof's key is not authorised: ${body}`);
  }
  // Section 3.3.4 of the cryptosuite: the proof's hash first, then the document's.
  const signed = concat(sha256(utf8(printJson(without(proof, 'proofValue')))), sha256(utf8(printJson(unsecured))));
  if (signature.length !== 64 || keyOf(multikey)?.verifies(signed, signature) !== true) {
    throw new Malformed(`the signature is not that of ${body}`);
  }
}

// The document

interface Document {
  readonly id: string;
  readonly scid: string;
  readonly alsoKnownAs: readonly string[];
  readonly assertionKeys: ReadonlyMap<string, Multikey>;
}

interface Method {
  readonly did: string;
  readonly fragment: string | undefined;
  readonly type: string;
  readonly controller: string | undefined;
  readonly key: Multikey | undefined;
}

const RELATIONSHIPS = [
  'authentication',
  'assertionMethod',
  'keyAgreement',
  'capabilityInvocation',
  'capabilityDelegation',
] as const;

/** What is decided by: the id, the verification methods, and what each may be used for. */
function readDocument(state: JsonObject): Document {
  const id = string(state.get('id'), 'state.id');
  const scid = requireWebvh(id);
  const absolute = (reference: string): string => (reference.startsWith('#') ? id + reference : reference);
  const methods = new Map<string, Method>();
  const add = (json: JsonObject): string => {
    const methodId = absolute(string(json.get('id'), 'verificationMethod.id'));
    const url = parseDidUrl(methodId);
    const type = string(json.get('type'), 'verificationMethod.type');
    const controller = json.has('controller')
      ? string(json.get('controller'), 'verificationMethod.controller')
      : undefined;
    if (methods.has(methodId)) {
      throw new Malformed(`two verification methods of the id ${methodId}`);
    }
    methods.set(methodId, { ...url, type, controller, key: methodKey(type, json.get('publicKeyMultibase')) });
    return methodId;
  };
  for (const method of state.has('verificationMethod')
    ? array(state.get('verificationMethod'), 'verificationMethod')
    : []) {
    add(object(method, 'verificationMethod items'));
  }
  const assertions = new Set<string>();
  for (const relationship of RELATIONSHIPS) {
    for (const item of state.has(relationship) ? array(state.get(relationship), relationship) : []) {
      const reference = isObject(item) ? add(item) : absolute(string(item, `${relationship} items`));
      parseDidUrl(reference);
      if (relationship === 'assertionMethod') {
        assertions.add(reference);
      }
    }
  }
  const alsoKnownAs = (state.has('alsoKnownAs') ? array(state.get('alsoKnownAs'), 'alsoKnownAs') : []).map((name) =>
    string(name, 'alsoKnownAs items'),
  );
  requireServices(state, absolute);
  const assertionKeys = new Map<string, Multikey>();
  for (const method of methods.values()) {
    const { fragment, key } = method;
    const usable =
      fragment !== undefined &&
      method.did === id &&
      assertions.has(`${id}#${fragment}`) &&
      method.controller === id &&
      key !== undefined &&
      keyOf(key) !== undefined;
    if (usable) {
      assertionKeys.set(fragment, key);
    }
  }
  return { id, scid, alsoKnownAs, assertionKeys };
}

/** Keys of kinds that nobody here knows are other people's business, not a fault of the document. */
function methodKey(type: string, publicKeyMultibase: Json | undefined): Multikey | undefined {
  if (type !== 'Multikey' || typeof publicKeyMultibase !== 'string') {
    return undefined;
  }
  try {
    return parseMultikey(publicKeyMultibase, 'publicKeyMultibase');
  } catch (problem) {
    if (problem instanceof Malformed) {
      return undefined;
    }
    throw problem;
  }
}

function requireServices(state: JsonObject, absolute: (reference: string) => string): void {
  const services = state.has('service') ? array(state.get('service'), 'service') : [];
  const ids = services.map((service) => absolute(string(object(service, 'service items').get('id'), 'service.id')));
  if (new Set(ids).size !== ids.length) {
    throw new Malformed('two services of one id');
  }
}
