// Trust policies, c2sp.org/tlog-policy: whose signatures make a checkpoint believable.
//
//   # sizes 70001 -
//   log tallystick.localhost/3f1c...+5d6b2a90+AW8n...
//   witness north a.example/north+c8f41a02+BK2v...
//   group validators 1 north
//   quorum validators

import { Malformed, fromUtf8, sha256, utf8 } from './bytes.ts';
import { type Checkpoint, type SignedNote, VerifierKey, hasSpace, isLogType, nameFault, parseCheckpoint } from './note.ts';

/** Room for 128 witnesses with ML-DSA-44 keys. */
export const POLICY_MAX_BYTES = 256 * 1024;

const NONE = 'none';
const VALIDATORS = 'validators';

export interface Witness {
  readonly name: string;
  readonly key: VerifierKey;
}

/** At least `threshold` of the members, which are witnesses and groups defined before. */
export interface Group {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** The tree sizes for which a policy holds; `last` is undefined while it is in force. */
export interface Sizes {
  readonly first: bigint;
  readonly last: bigint | undefined;
}

export interface TrustPolicy {
  readonly text: string;
  /** Undefined where the policy does not say: then it holds for all. */
  readonly sizes: Sizes | undefined;
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly Witness[];
  readonly groups: readonly Group[];
  readonly quorum: string;
}

/** A policy as a ledger prints it: one log, its sizes. */
export interface LedgerPolicy extends TrustPolicy {
  readonly sizes: Sizes;
  readonly log: VerifierKey;
}

export function sizesText(sizes: Sizes): string {
  return `${sizes.first} ${sizes.last ?? '-'}`;
}

export function holdsFor(sizes: Sizes, size: bigint): boolean {
  return size >= sizes.first && (sizes.last === undefined || size <= sizes.last);
}

/** What names the policy: SHA-256 over its text without the comment lines. */
export function policyIdentity(policy: TrustPolicy): Uint8Array {
  const rules = linesOf(policy.text).filter((line) => !isComment(line));
  return sha256(utf8(rules.map((line) => `${line}\n`).join('')));
}

// Reading

export function parsePolicy(file: Uint8Array): TrustPolicy {
  if (file.length > POLICY_MAX_BYTES) {
    throw new Malformed(`policy: ${file.length} bytes, more than ${POLICY_MAX_BYTES}`);
  }
  const text = fromUtf8(file, 'policy');
  if (!text.endsWith('\n')) {
    throw new Malformed('policy: does not end with a line feed');
  }
  const reader = new Reader();
  for (const [index, line] of linesOf(text).entries()) {
    reader.line(line, `policy: line ${index + 1}`);
  }
  return reader.policy(text);
}

function linesOf(text: string): readonly string[] {
  return text.slice(0, -1).split('\n');
}

function isComment(line: string): boolean {
  return /^[ \t]*#/.test(line);
}

/** Names are defined before they are used, and every key and name is used in one place only. */
class Reader {
  #sizes: Sizes | undefined;
  #quorum: string | undefined;
  readonly #logs: VerifierKey[] = [];
  readonly #witnesses: Witness[] = [];
  readonly #groups: Group[] = [];
  readonly #names = new Set<string>();
  readonly #grouped = new Set<string>();
  readonly #claimed = new Set<string>();

  line(line: string, where: string): void {
    // deno-lint-ignore no-control-regex
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) {
      throw new Malformed(`${where}: a control character`);
    }
    if (isComment(line)) {
      this.#comment(line, where);
      return;
    }
    const [keyword, ...words] = wordsOf(line, where);
    switch (keyword) {
      case undefined:
        return;
      case 'log':
        return this.#log(words, where);
      case 'witness':
        return this.#witness(words, where);
      case 'group':
        return this.#group(words, where);
      case 'quorum':
        return this.#setQuorum(words, where);
      default:
        throw new Malformed(`${where}: unknown keyword ${keyword}`);
    }
  }

  policy(text: string): TrustPolicy {
    if (this.#quorum === undefined) {
      throw new Malformed('policy: no quorum line');
    }
    return {
      text,
      sizes: this.#sizes,
      logs: this.#logs,
      witnesses: this.#witnesses,
      groups: this.#groups,
      quorum: this.#quorum,
    };
  }

  /** `# sizes FIRST LAST` is the one comment with a meaning; who mistyped it meant a limit, and is not left without. */
  #comment(line: string, where: string): void {
    if (!/^[ \t]*# sizes/.test(line) && !/^[ \t]*#[ \t]*sizes[ \t]+[0-9]/i.test(line)) {
      return;
    }
    const [, first, last] = /^# sizes (0|[1-9][0-9]{0,18}) (-|0|[1-9][0-9]{0,18})$/.exec(line) ?? [];
    if (first === undefined || last === undefined) {
      throw new Malformed(`${where}: '# sizes FIRST LAST', LAST a number or -, expected`);
    }
    const sizes = { first: BigInt(first), last: last === '-' ? undefined : BigInt(last) };
    const most = (1n << 63n) - 1n;
    if (sizes.first > most || (sizes.last ?? sizes.first) > most || (sizes.last ?? sizes.first) < sizes.first) {
      throw new Malformed(`${where}: sizes ${sizesText(sizes)}`);
    }
    if (this.#sizes !== undefined) {
      throw new Malformed(`${where}: a second line of sizes`);
    }
    this.#sizes = sizes;
  }

  #log(words: readonly string[], where: string): void {
    const [vkey] = words;
    if (vkey === undefined || words.length > 2) {
      throw new Malformed(`${where}: 'log VKEY [URL]' expected`);
    }
    const key = VerifierKey.parse(vkey);
    if (!isLogType(key.type)) {
      throw new Malformed(`${where}: a log does not sign with keys of type ${key.type}`);
    }
    this.#claim('log', key, where);
    this.#logs.push(key);
  }

  #witness(words: readonly string[], where: string): void {
    const [name, vkey] = words;
    if (name === undefined || vkey === undefined || words.length > 3) {
      throw new Malformed(`${where}: 'witness NAME VKEY [URL]' expected`);
    }
    this.#define(name, where);
    const key = VerifierKey.parse(vkey);
    if (!key.timestamped) {
      throw new Malformed(`${where}: a witness does not sign with keys of type ${key.type}`);
    }
    this.#claim('witness', key, where);
    this.#witnesses.push({ name, key });
  }

  #group(words: readonly string[], where: string): void {
    const [name, count, ...members] = words;
    if (name === undefined || count === undefined || members.length === 0) {
      throw new Malformed(`${where}: 'group NAME K|any|all MEMBER...' expected`);
    }
    for (const member of members) {
      if (!this.#names.has(member)) {
        throw new Malformed(`${where}: group member ${member} is not defined before`);
      }
      if (this.#grouped.has(member)) {
        throw new Malformed(`${where}: ${member} is a group's member already`);
      }
      this.#grouped.add(member);
    }
    this.#define(name, where);
    const threshold = count === 'any' ? 1 : count === 'all' ? members.length : Number(count);
    if (count !== 'any' && count !== 'all' && (String(threshold) !== count || !Number.isInteger(threshold))) {
      throw new Malformed(`${where}: threshold ${count}`);
    }
    if (threshold < 1 || threshold > members.length) {
      throw new Malformed(`${where}: threshold ${count} of ${members.length} members`);
    }
    this.#groups.push({ name, threshold, members });
  }

  #setQuorum(words: readonly string[], where: string): void {
    const [name] = words;
    if (name === undefined || words.length > 1) {
      throw new Malformed(`${where}: 'quorum NAME|none' expected`);
    }
    if (this.#quorum !== undefined) {
      throw new Malformed(`${where}: a second quorum`);
    }
    if (name !== NONE && !this.#names.has(name)) {
      throw new Malformed(`${where}: quorum ${name} is not defined before`);
    }
    this.#quorum = name;
  }

  #define(name: string, where: string): void {
    const fault = nameFault(name);
    if (fault !== undefined) {
      throw new Malformed(`${where}: ${fault}`);
    }
    if (name === NONE || name === 'any' || name === 'all') {
      throw new Malformed(`${where}: ${name} is a keyword, not a name`);
    }
    if (this.#names.has(name)) {
      throw new Malformed(`${where}: a second definition of ${name}`);
    }
    this.#names.add(name);
  }

  /** No key stands in two lines of one kind, and no signature line counts for two lines of the policy. */
  #claim(kind: string, key: VerifierKey, where: string): void {
    const publicKey = `${kind} ${key.key.algorithm} ${key.key.bytes.join()}`;
    const claim = `claim ${key.text.slice(0, key.name.length + 9)}`;
    if (this.#claimed.has(publicKey) || this.#claimed.has(claim)) {
      throw new Malformed(`${where}: a key that another line has, or one that signs under the same name and key hash`);
    }
    this.#claimed.add(publicKey).add(claim);
  }
}

function wordsOf(line: string, where: string): readonly string[] {
  const words: string[] = [];
  for (const word of line.split(/[ \t]+/)) {
    if (word.startsWith('#') && words.length > 0) {
      break;
    }
    if (word.includes('#')) {
      throw new Malformed(`${where}: # inside a word, which some readers take for a comment`);
    }
    if (hasSpace(word)) {
      throw new Malformed(`${where}: a space that is neither a space nor a tab`);
    }
    if (word !== '') {
      words.push(word);
    }
  }
  return words;
}

// The policies of evidence files

/** The policy, if it is as a ledger prints it; a smaller threshold than more than two thirds is none of a ledger. */
export function ledgerPolicy(policy: TrustPolicy): LedgerPolicy {
  const [log, second] = policy.logs;
  if (log === undefined || second !== undefined || policy.sizes === undefined) {
    throw new Malformed(`policy: ${policy.logs.length} log lines, not 1, or no line of sizes`);
  }
  const lines = [`# sizes ${sizesText(policy.sizes)}`, `log ${log.text}`];
  for (const witness of policy.witnesses) {
    lines.push(`witness ${witness.name} ${witness.key.text}`);
  }
  if (policy.quorum !== NONE) {
    const names = policy.witnesses.map((witness) => witness.name);
    lines.push(['group', VALIDATORS, String(Math.floor((2 * names.length) / 3) + 1), ...names].join(' '));
  }
  lines.push(`quorum ${policy.quorum === NONE ? NONE : VALIDATORS}`);
  if (policy.text !== lines.map((line) => `${line}\n`).join('')) {
    throw new Malformed('policy: not as a ledger prints it');
  }
  return { ...policy, sizes: policy.sizes, log };
}

/** In what the file's policy is not the one given, or undefined. */
export function policyDifference(policy: LedgerPolicy, given: TrustPolicy, checkpoint: Checkpoint): string | undefined {
  if (demands(policy) !== demands(given)) {
    return 'the one given demands other witnesses, groups or another quorum';
  }
  if (policy.quorum === NONE) {
    // The log's own key is all there is, so it has to be the key.
    if (!given.logs.some((log) => log.text === policy.log.text)) {
      return 'the one given has another log key';
    }
  } else if (!given.logs.some((log) => log.name === checkpoint.origin)) {
    return `the one given is not of the log ${checkpoint.origin}`;
  }
  if (given.sizes === undefined) {
    return undefined;
  }
  // Either may be from before the policy was closed.
  const bothClosed = policy.sizes.last !== undefined && given.sizes.last !== undefined;
  if (policy.sizes.first !== given.sizes.first || (bothClosed && policy.sizes.last !== given.sizes.last)) {
    return `for sizes ${sizesText(policy.sizes)} in the file, for ${sizesText(given.sizes)} given`;
  }
  return holdsFor(given.sizes, checkpoint.size)
    ? undefined
    : `size ${checkpoint.size} of the checkpoint, given for sizes ${sizesText(given.sizes)}`;
}

/** All that a policy demands of witnesses, whatever its logs, comments and layout. */
function demands(policy: TrustPolicy): string {
  return JSON.stringify([
    policy.witnesses.map((witness) => [witness.name, witness.key.text]),
    policy.groups.map((group) => [group.name, group.threshold, group.members]),
    policy.quorum,
  ]);
}

// Judging

/** What a checkpoint shows of one key of a policy. */
export interface Signer {
  readonly witness: string | undefined;
  readonly key: VerifierKey;
  readonly signed: boolean;
  readonly timeSeconds: bigint | undefined;
}

export interface PolicyVerdict {
  readonly signers: readonly Signer[];
  /** Sentences for people; none if the policy accepts the checkpoint. */
  readonly refusals: readonly string[];
}

/** The log must have signed, and a quorum of the witnesses; no known key's line may be wrong; the size must be held for. */
export function judge(policy: TrustPolicy, note: SignedNote): PolicyVerdict {
  const checkpoint = parseCheckpoint(note.text);
  const refusals: string[] = [];
  if (policy.sizes !== undefined && !holdsFor(policy.sizes, checkpoint.size)) {
    refusals.push(`size ${checkpoint.size} is outside the policy's sizes ${sizesText(policy.sizes)}`);
  }
  const signer = (witness: string | undefined, key: VerifierKey): Signer => {
    const lines = note.signatures.filter((line) => key.claims(line));
    if (lines.some((line) => !key.verifies(note.text, line))) {
      refusals.push(`the signature of ${witness === undefined ? 'log' : 'witness'} ${witness ?? key.name} does not verify`);
      return { witness, key, signed: false, timeSeconds: undefined };
    }
    const [line] = lines;
    return line === undefined
      ? { witness, key, signed: false, timeSeconds: undefined }
      : { witness, key, signed: true, timeSeconds: key.timeSeconds(line) };
  };
  const logs = policy.logs.map((key) => signer(undefined, key));
  const witnesses = policy.witnesses.map((witness) => signer(witness.name, witness.key));
  const named = logs.filter((log) => log.key.name === checkpoint.origin);
  if (named.length === 0) {
    refusals.push(`the checkpoint's origin ${checkpoint.origin} is no log of the policy`);
  } else if (!named.some((log) => log.signed)) {
    refusals.push(`the log ${checkpoint.origin} did not sign`);
  }
  if (policy.quorum !== NONE) {
    const satisfied = new Set(witnesses.filter((witness) => witness.signed).map((witness) => witness.witness));
    let missing = `the witness ${policy.quorum} did not sign`;
    // In the order of the file a group comes after its members.
    for (const group of policy.groups) {
      const present = group.members.filter((member) => satisfied.has(member));
      if (present.length >= group.threshold) {
        satisfied.add(group.name);
      } else if (group.name === policy.quorum) {
        missing =
          `the quorum ${group.name} needs ${group.threshold} of ${group.members.length} and has` +
          ` ${present.length} (${present.join(', ')})`;
      }
    }
    if (!satisfied.has(policy.quorum)) {
      refusals.push(missing);
    }
  }
  return { signers: [...logs, ...witnesses], refusals };
}
