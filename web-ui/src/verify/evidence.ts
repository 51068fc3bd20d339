// Verifies evidence files: bytes in, a report out; no network, no clock, nothing of the node that made the file, and no
// code of the other verifier, which is written in Java. The two agree on every verdict.
//
// The chain, each link bound to the next: record and salt give a digest; the capture path leads from it, at its position,
// to the root that the statement signs; the issuer's key history gives the key, of the pinned version, that signed; the
// tlog-proof leads from the statement, at its index, to the checkpoint's root; the keys of the trust policy signed the
// checkpoint, whose size is one of the policy's and whose origin is the one that the statement was made for.
//
// That is `consistent`: whoever has keys of his own can make such a file. `proven` it is when the file's policy is one
// that the auditor got elsewhere, its log line aside where a quorum has to sign.

import { Malformed, equal, sha256, toHex, utf8 } from './bytes.ts';
import { type CapturePath, parseCapturePath } from './capture-path.ts';
import { KeyHistory } from './did.ts';
import { keyText } from './keys.ts';
import type { NoteSignature } from './note.ts';
import {
  type LedgerPolicy,
  type TrustPolicy,
  holdsFor,
  judge,
  ledgerPolicy,
  parsePolicy,
  policyDifference,
  sizesText,
} from './policy.ts';
import {
  type KeyId,
  type SignedStatement,
  parseCapture,
  parseStatement,
  statementId,
  verifySignature,
} from './statement.ts';
import { type LogProof, RefusedProof, leafHash, parseLogProof, verifyInclusion } from './tlog.ts';
import { MalformedPart, type Parts, readZip, resemblesZip } from './zip.ts';

const EVENTS_MAX = 1_000;
const SALT_BYTES = 32;
const OF_AN_EVENT = ['record.json', 'salt', 'capture-path', 'statement.cose', 'statement.tlog-proof'];

/** In one word; `unreadable` is what is no evidence file at all. */
export type Verdict = 'proven' | 'consistent' | 'refused' | 'unreadable';

/** What is checked of each kind of part, by the name of the check, and what should hold. */
const CLAIMS = {
  container: 'is closed: exactly the parts of an evidence file, in their one container',
  policy: 'is a trust policy as we print it',
  policyOrder: 'follows the policy before it',
  policyLog: 'is of the same log as the policy before it',
  policyNeeded: 'is needed',
  policyGiven: 'is the policy given, its log line aside where a quorum has to sign',
  history: 'is a key history in which every entry verifies',
  historyNeeded: 'is needed',
  historyPresent: 'comes with the key history of its issuer',
  historyIssuer: 'is the key history of the issuer',
  statement: 'is a signed statement',
  capture: 'is a capture',
  salt: 'is a salt',
  path: 'is a path in a capture',
  record: 'is, with salt and capture-path, the record that the statement signs at its position',
  keyIssuer: 'is signed with a key of its issuer',
  key: 'has the key in the version that the statement pins',
  signature: 'is signed with that key',
  proof: 'is a tlog-proof without extra data',
  size: 'has a checkpoint of a size that a policy of the file holds for',
  signers: "has the signatures of the policy's keys alone, in the policy's order",
  checkpoint: 'has a checkpoint that its policy accepts',
  entry: "leads from the statement to the checkpoint's root",
  audience: 'was made for the log of the checkpoint',
  order: 'comes after the event before it',
  sums: 'names every part with its SHA-256',
} as const;

export type Step = keyof typeof CLAIMS;

export const STEPS = Object.keys(CLAIMS) as readonly Step[];

/** One thing that was checked: of which part, what should hold, and the values compared or what is wrong. */
export interface Check {
  readonly step: Step;
  readonly part: string;
  readonly claim: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Who signed the checkpoints of some of the events, and so vouches for their order and times. */
export interface Vouchers {
  readonly events: readonly number[];
  readonly origin: string;
  /** The validators that signed; none where the policy asks for the log's own key alone. */
  readonly validators: readonly string[];
  readonly ofValidators: number;
}

/** An event that the file shows to be where it is. */
export interface ProvenEvent {
  readonly number: number;
  readonly origin: string;
  readonly index: bigint;
  readonly position: bigint;
  readonly size: bigint;
  readonly issuer: string;
  readonly keyId: KeyId;
  /** Whether the history in the file ends with the key still in force. */
  readonly keyIsCurrent: boolean;
  /** By the issuer's own word. */
  readonly issuedAtSeconds: bigint;
  /** The last of the witnesses' times, each by its own clock; undefined if none signed. */
  readonly cosignedAtSeconds: bigint | undefined;
  readonly record: Uint8Array;
}

export interface Report {
  readonly verdict: Verdict;
  /** Why it was refused or is unreadable: the first check that failed, naming the part. */
  readonly reason: string | undefined;
  readonly checks: readonly Check[];
  readonly events: readonly ProvenEvent[];
  /** Who vouches for the log, and so for key time and recordTime; none when it did not come so far. */
  readonly vouchers: readonly Vouchers[];
}

/** @param given the policies that the auditor got elsewhere */
export function verify(file: Uint8Array, given: readonly TrustPolicy[]): Report {
  const steps = verification(file, given);
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}

/** The same step by step, so that a page can show each check as it is made. */
export function* verification(file: Uint8Array, given: readonly TrustPolicy[]): Generator<Check, Report> {
  if (!resemblesZip(file)) {
    const reason = 'not an evidence file: it neither begins nor ends as a zip file does';
    return { verdict: 'unreadable', reason, checks: [], events: [], vouchers: [] };
  }
  let parts: EvidenceParts;
  try {
    parts = readParts(file);
  } catch (problem) {
    if (!(problem instanceof MalformedPart)) {
      throw problem;
    }
    const check = failed(problem.part, 'container', problem.message);
    yield check;
    const reason = `${check.part}: ${check.detail}`;
    return { verdict: 'refused', reason, checks: [check], events: [], vouchers: [] };
  }
  const checks: Check[] = [];
  const verification = new Verification(parts, given);
  const opened = holds('the file', 'container', true, `${parts.all.size} parts, ${file.length} bytes`);
  checks.push(opened);
  yield opened;
  for (const check of verification.all()) {
    checks.push(check);
    yield check;
  }
  const wrong = checks.find((check) => !check.ok);
  return {
    verdict: wrong !== undefined ? 'refused' : given.length > 0 ? 'proven' : 'consistent',
    reason: wrong === undefined ? undefined : `${wrong.part}: ${wrong.detail}`,
    checks,
    events: verification.events,
    vouchers: verification.vouchers,
  };
}

// The parts

interface EvidenceParts {
  readonly all: Parts;
  readonly policies: number;
  readonly dids: number;
  readonly events: number;
}

/** All that an evidence file must have, in its order, and nothing else. */
function readParts(file: Uint8Array): EvidenceParts {
  const all = readZip(file);
  const counts = { policy: 0, did: 0, event: 0 };
  for (const name of all.keys()) {
    const [, folder, number] = /^(policy|did|event)\/([1-9][0-9]{0,3})\/[a-z.-]+$/.exec(name) ?? [];
    if (folder === 'policy' || folder === 'did' || folder === 'event') {
      counts[folder] = Math.max(counts[folder], Number(number));
    }
  }
  if (Math.max(counts.policy, counts.did, counts.event) > EVENTS_MAX) {
    throw new MalformedPart('the file', `more than ${EVENTS_MAX} events, policies or DIDs`);
  }
  const expected = ['index.html', 'SHA256SUMS'];
  for (let i = 1; i <= Math.max(counts.policy, 1); i++) {
    expected.push(policyPart(i));
  }
  for (let i = 1; i <= Math.max(counts.did, 1); i++) {
    expected.push(didPart(i));
  }
  for (let i = 1; i <= Math.max(counts.event, 1); i++) {
    expected.push(...OF_AN_EVENT.map((part) => eventPart(i, part)));
  }
  const known = new Set(expected);
  for (const name of all.keys()) {
    if (!known.has(name)) {
      throw new MalformedPart(name, 'unknown part');
    }
  }
  for (const name of expected) {
    if (!all.has(name)) {
      throw new MalformedPart(name, 'missing');
    }
  }
  for (const [i, name] of [...all.keys()].entries()) {
    if (name !== expected[i]) {
      throw new MalformedPart(name, `out of order, ${expected[i]} belongs there`);
    }
  }
  return { all, policies: counts.policy, dids: counts.did, events: counts.event };
}

function policyPart(number: number): string {
  return `policy/${number}/policy`;
}

function didPart(number: number): string {
  return `did/${number}/did.jsonl`;
}

function eventPart(number: number, part: string): string {
  return `event/${number}/${part}`;
}

// The checks

/** What a step that can fail comes to. */
type Checks<T> = Generator<Check, T>;

/** One verification of the parts of one file. */
class Verification {
  readonly events: ProvenEvent[] = [];
  readonly vouchers: Vouchers[] = [];

  readonly #parts: EvidenceParts;
  readonly #given: readonly TrustPolicy[];

  /** By number; one that is malformed is missing. */
  readonly #policies = new Map<number, LedgerPolicy>();
  readonly #usedPolicies = new Set<number>();
  readonly #histories = new Map<number, KeyHistory>();

  /** In the order in which events name them, which numbers their histories. */
  readonly #issuers: string[] = [];
  #placeBefore: { readonly index: bigint; readonly position: bigint } | undefined;

  constructor(parts: EvidenceParts, given: readonly TrustPolicy[]) {
    this.#parts = parts;
    this.#given = given;
  }

  *all(): Checks<void> {
    for (let number = 1; number <= this.#parts.policies; number++) {
      yield* this.#policy(number);
    }
    for (let number = 1; number <= this.#parts.dids; number++) {
      const part = didPart(number);
      const history = yield* attempt(
        part,
        'history',
        () => KeyHistory.read(this.#bytes(part)),
        (read) => `of ${read.did} up to version ${read.latestVersionId}`,
      );
      if (history !== undefined) {
        this.#histories.set(number, history);
      }
    }
    for (let number = 1; number <= this.#parts.events; number++) {
      yield* this.#event(number);
    }
    for (const number of this.#policies.keys()) {
      if (!this.#usedPolicies.has(number)) {
        yield failed(policyPart(number), 'policyNeeded', "no event's checkpoint has such a size");
      }
    }
    for (let number = this.#issuers.length + 1; number <= this.#parts.dids; number++) {
      yield failed(didPart(number), 'historyNeeded', 'no event has such an issuer');
    }
    yield* this.#sums();
  }

  #bytes(part: string): Uint8Array {
    const bytes = this.#parts.all.get(part);
    if (bytes === undefined) {
      throw new Error(`the names were checked, but there is no ${part}`);
    }
    return bytes;
  }

  *#policy(number: number): Checks<void> {
    const part = policyPart(number);
    const policy = yield* attempt(
      part,
      'policy',
      () => ledgerPolicy(parsePolicy(this.#bytes(part))),
      (read) => `for sizes ${sizesText(read.sizes)}, quorum ${read.quorum}`,
    );
    if (policy === undefined) {
      return;
    }
    const before = this.#policies.get(number - 1);
    if (before !== undefined) {
      yield holds(
        part,
        'policyOrder',
        before.sizes.last !== undefined && before.sizes.last < policy.sizes.first,
        `sizes ${sizesText(policy.sizes)} after sizes ${sizesText(before.sizes)}`,
      );
      yield holds(
        part,
        'policyLog',
        policy.log.name === before.log.name,
        `log ${policy.log.name}, before it ${before.log.name}`,
      );
    }
    this.#policies.set(number, policy);
  }

  *#event(number: number): Checks<void> {
    const statementPart = eventPart(number, 'statement.cose');
    const proofPart = eventPart(number, 'statement.tlog-proof');
    const statement = yield* attempt(
      statementPart,
      'statement',
      () => parseStatement(this.#bytes(statementPart)),
      (read) => `${read.bytes.length} bytes, id ${toHex(statementId(read))}`,
    );
    const proof = yield* attempt(
      proofPart,
      'proof',
      () => withoutExtra(parseLogProof(this.#bytes(proofPart))),
      (read) => `index ${read.index}, checkpoint of size ${read.checkpoint.size}`,
    );
    const path = statement === undefined ? undefined : yield* this.#record(number, statement, statementPart);
    const cosignedAtSeconds = proof === undefined ? undefined : yield* this.#checkpoint(number, proof, proofPart);
    if (statement === undefined) {
      return;
    }
    const history = yield* this.#signature(statement, statementPart);
    if (proof === undefined) {
      return;
    }
    yield* this.#entry(statement, statementPart, proof, proofPart);
    if (path === undefined || history === undefined) {
      return;
    }
    const place = { index: proof.index, position: path.position };
    const before = this.#placeBefore;
    if (before !== undefined) {
      yield holds(
        `event/${number}`,
        'order',
        before.index < place.index || (before.index === place.index && before.position < place.position),
        `index ${place.index} position ${place.position}, before it index ${before.index} position ${before.position}`,
      );
    }
    this.#placeBefore = place;
    this.events.push({
      number,
      origin: proof.checkpoint.origin,
      ...place,
      size: proof.checkpoint.size,
      issuer: statement.issuer,
      keyId: statement.keyId,
      keyIsCurrent: history.isCurrent(statement.keyId.versionId, statement.keyId.fragment),
      issuedAtSeconds: statement.issuedAtSeconds,
      cosignedAtSeconds,
      record: this.#bytes(eventPart(number, 'record.json')),
    });
  }

  /** Record, salt and path against what the statement signs. */
  *#record(number: number, statement: SignedStatement, statementPart: string): Checks<CapturePath | undefined> {
    const recordPart = eventPart(number, 'record.json');
    const saltPart = eventPart(number, 'salt');
    const pathPart = eventPart(number, 'capture-path');
    const capture = yield* attempt(
      statementPart,
      'capture',
      () => parseCapture(statement),
      (read) => `${read.count} records, root ${toHex(read.root)}`,
    );
    const salt = this.#bytes(saltPart);
    const saltHolds = salt.length === SALT_BYTES;
    yield holds(saltPart, 'salt', saltHolds, saltHolds ? `${SALT_BYTES} bytes` : `${salt.length} bytes, not ${SALT_BYTES}`);
    const path = yield* attempt(
      pathPart,
      'path',
      () => parseCapturePath(this.#bytes(pathPart)),
      (read) => `position ${read.position}, ${read.hashes.length} hashes`,
    );
    if (capture === undefined || !saltHolds || path === undefined) {
      return undefined;
    }
    const digest = leafHash(salt, this.#bytes(recordPart));
    return yield* attempt(
      recordPart,
      'record',
      () => {
        verifyInclusion(path.position, BigInt(capture.count), path.hashes, digest, capture.root);
        return path;
      },
      () => `digest ${toHex(digest)} at position ${path.position} of ${capture.count}`,
    );
  }

  /** The policy that the size falls under, and the signatures that it asks for; the last time of a cosignature. */
  *#checkpoint(eventNumber: number, proof: LogProof, proofPart: string): Checks<bigint | undefined> {
    const { checkpoint, note } = proof;
    const [number, policy] = [...this.#policies].find(([, each]) => holdsFor(each.sizes, checkpoint.size)) ?? [];
    if (number === undefined || policy === undefined) {
      const sizes = [...this.#policies.values()].map((each) => sizesText(each.sizes)).join(', ');
      yield failed(
        proofPart,
        'size',
        `size ${checkpoint.size}, policies for sizes [${sizes}]`,
      );
      return undefined;
    }
    this.#usedPolicies.add(number);
    const expected = signaturesOf(policy, note.signatures);
    yield holds(
      proofPart,
      'signers',
      expected.length === note.signatures.length && expected.every((line, i) => line.line === note.signatures[i]?.line),
      `[${note.signatures.map((line) => `${line.name}+${toHex(line.keyHash)}`).join(', ')}]`,
    );
    const verdict = yield* attempt(
      proofPart,
      'checkpoint',
      () => {
        const judged = judge(policy, note);
        if (judged.refusals.length > 0) {
          throw new Malformed(judged.refusals.join('; '));
        }
        return judged;
      },
      (accepted) => {
        const signers = accepted.signers.filter((signer) => signer.signed).map((signer) => signer.witness ?? 'the log');
        return `size ${checkpoint.size}, signed by [${signers.join(', ')}]`;
      },
      `has a checkpoint that ${policyPart(number)} accepts`,
    );
    if (this.#given.length > 0) {
      const differences = this.#given.map((each) => policyDifference(policy, each, checkpoint));
      yield holds(
        policyPart(number),
        'policyGiven',
        differences.includes(undefined),
        differences.includes(undefined)
          ? `quorum ${policy.quorum}, sizes ${sizesText(policy.sizes)}`
          : `not a policy given: ${differences.join('; ')}`,
      );
    }
    if (verdict === undefined) {
      return undefined;
    }
    const witnesses = verdict.signers.filter((signer) => signer.witness !== undefined && signer.signed);
    this.#vouchedFor(eventNumber, policy, checkpoint.origin, witnesses.flatMap((signer) => signer.witness ?? []));
    const times = witnesses.map((signer) => signer.timeSeconds ?? 0n);
    return times.reduce<bigint | undefined>((last, time) => (last === undefined || time > last ? time : last), undefined);
  }

  #vouchedFor(event: number, policy: LedgerPolicy, origin: string, signed: readonly string[]): void {
    const alone = policy.quorum === 'none';
    const vouchers = { origin, validators: alone ? [] : signed, ofValidators: alone ? 0 : policy.witnesses.length };
    const at = this.vouchers.findIndex(
      (each) =>
        each.origin === origin &&
        each.ofValidators === vouchers.ofValidators &&
        each.validators.join() === vouchers.validators.join(),
    );
    const same = this.vouchers[at];
    if (same === undefined) {
      this.vouchers.push({ events: [event], ...vouchers });
    } else {
      this.vouchers[at] = { ...same, events: [...same.events, event] };
    }
  }

  /** The key of the pinned version, and its signature. */
  *#signature(statement: SignedStatement, statementPart: string): Checks<KeyHistory | undefined> {
    if (!this.#issuers.includes(statement.issuer)) {
      this.#issuers.push(statement.issuer);
    }
    const number = this.#issuers.indexOf(statement.issuer) + 1;
    const part = didPart(number);
    if (number > this.#parts.dids) {
      yield failed(
        statementPart,
        'historyPresent',
        `${statement.issuer} is issuer number ${number}, but there is no ${part}`,
      );
      return undefined;
    }
    const history = this.#histories.get(number);
    if (history === undefined) {
      return undefined;
    }
    const { keyId, issuer } = statement;
    const named = history.names(issuer);
    yield holds(
      part,
      'historyIssuer',
      named,
      `DID of the history ${history.did}, iss in the statement ${issuer}`,
    );
    const own = keyId.did === issuer;
    yield holds(statementPart, 'keyIssuer', own, `DID in kid ${keyId.did}, iss ${issuer}`);
    if (!named || !own) {
      return undefined;
    }
    const key = yield* attempt(
      part,
      'key',
      () => history.key(keyId.did, keyId.versionId, keyId.fragment),
      (found) => `${keyText(found)} in version ${keyId.versionId ?? '-'}`,
    );
    if (key === undefined) {
      return undefined;
    }
    return yield* attempt(
      statementPart,
      'signature',
      () => {
        verifySignature(statement, key);
        return history;
      },
      () => `${statement.algorithm} signature verifies`,
    );
  }

  /** The statement as an entry of the log. */
  *#entry(statement: SignedStatement, statementPart: string, proof: LogProof, proofPart: string): Checks<void> {
    const { checkpoint } = proof;
    const leaf = leafHash(statement.bytes);
    yield* attempt(
      proofPart,
      'entry',
      () => {
        verifyInclusion(proof.index, checkpoint.size, proof.path, leaf, checkpoint.root);
        return leaf;
      },
      () => `leaf ${toHex(leaf)} at index ${proof.index} of ${checkpoint.size}, root ${toHex(checkpoint.root)}`,
    );
    yield holds(
      statementPart,
      'audience',
      statement.audience === checkpoint.origin,
      `aud in the statement ${statement.audience}, origin of the checkpoint ${checkpoint.origin}`,
    );
  }

  *#sums(): Checks<void> {
    let expected = '';
    for (const [name, content] of this.#parts.all) {
      if (name !== 'index.html' && name !== 'SHA256SUMS') {
        expected += `${toHex(sha256(content))}  ${name}\n`;
      }
    }
    const found = this.#bytes('SHA256SUMS');
    if (equal(found, utf8(expected))) {
      yield holds('SHA256SUMS', 'sums', true, `${this.#parts.all.size - 2} parts`);
      return;
    }
    const foundLines = new TextDecoder().decode(found).split('\n');
    const expectedLines = expected.split('\n');
    const line = Math.max(
      expectedLines.findIndex((each, i) => each !== foundLines[i]),
      0,
    );
    yield failed(
      'SHA256SUMS',
      'sums',
      `line ${line + 1} is '${foundLines[line] ?? ''}', of the parts '${expectedLines[line] ?? ''}'`,
    );
  }
}

/** The signatures by keys of the policy, the log before the witnesses, each key's first. */
function signaturesOf(policy: LedgerPolicy, lines: readonly NoteSignature[]): readonly NoteSignature[] {
  const keys = [policy.log, ...policy.witnesses.map((witness) => witness.key)];
  return keys.flatMap((key) => lines.find((line) => key.claims(line)) ?? []);
}

function withoutExtra(proof: LogProof): LogProof {
  if (proof.hasExtra) {
    throw new Malformed('extra data, which nobody vouches for');
  }
  return proof;
}

/** The result of the step, or undefined when what came from outside was malformed or refused: then a check failed. */
function* attempt<T>(
  part: string,
  step: Step,
  run: () => T,
  detail: (result: T) => string,
  claim: string = CLAIMS[step],
): Checks<T | undefined> {
  let result: T;
  try {
    result = run();
  } catch (problem) {
    if (!(problem instanceof Malformed) && !(problem instanceof RefusedProof)) {
      throw problem;
    }
    yield holds(part, step, false, problem.message, claim);
    return undefined;
  }
  yield holds(part, step, true, detail(result), claim);
  return result;
}

function holds(part: string, step: Step, ok: boolean, detail: string, claim: string = CLAIMS[step]): Check {
  return { step, part: printable(part), claim, ok, detail: printable(detail) };
}

function failed(part: string, step: Step, detail: string): Check {
  return holds(part, step, false, detail);
}

/** What a file says about itself goes to people's screens: no control or format character of it gets there. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
