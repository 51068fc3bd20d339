import { html, nothing, type TemplateResult } from 'lit';
import { readEvent, whatHappened } from '../event/epcis.ts';
import { formatNumber, t } from '../i18n/index.ts';
import { announce } from '../ui/announce.ts';
import { exactText } from '../ui/exact-text.ts';
import { saveFile } from '../ui/save-file.ts';
import { View } from '../ui/view.ts';
import { equal } from './bytes.ts';
import type { Check, ProvenEvent, Report, Vouchers } from './evidence.ts';
import type { TrustPolicy } from './policy.ts';
import { saysWhoVouches, timeText } from './report.ts';
import { run } from './run.ts';
import { keyIdText } from './statement.ts';

/** A policy to hold a file against, and whose word it is. */
export interface GivenPolicy {
  readonly policy: TrustPolicy;
  /** That of the server which serves this page: it came by no other way. */
  readonly ownWord: boolean;
}

/** A record that is shown beside the proof, and has to be the one that is proven. */
export interface ShownRecord {
  readonly index: number;
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** More groups of checks are folded: of the 1,000 events that a file may have, nobody reads each. */
const GROUPS_MAX = 24;

/** Groups that a reader sees without unfolding them. */
const GROUPS_OPEN = 6;

/** More of a record than a person reads; the whole of it can be saved. */
const RECORD_SHOWN_BYTES = 64 * 1024;

/** Twice what a node takes of one event: to read more only for its heading would keep the page waiting. */
const RECORD_READ_BYTES = 2 * 1024 * 1024;

/** The checks of one policy, one key history, one event, or of the file around them. */
interface Group {
  readonly kind: 'file' | 'policy' | 'did' | 'event';
  readonly number: number;
  readonly checks: Check[];
  failed: number;
}

const ORDER = ['file', 'policy', 'did', 'event'] as const;

/** Verifies a file that it is given, shows each check as it is made, and then the verdict. */
export class Proof extends View {
  static override properties = {
    file: { attribute: false },
    given: { attribute: false },
    shown: { attribute: false },
    state: { state: true },
    report: { state: true },
    all: { state: true },
  };

  file: Uint8Array | undefined;
  given: readonly GivenPolicy[] = [];
  shown: readonly ShownRecord[] = [];
  private state: 'nothing' | 'checking' | 'done' | 'broken' = 'nothing';
  private report: Report | undefined;
  private groups = new Map<string, Group>();
  private all = false;
  private turn = 0;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('file') || changed.has('given')) {
      void this.verify();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.turn++;
  }

  private async verify(): Promise<void> {
    const turn = ++this.turn;
    this.groups = new Map();
    this.report = undefined;
    this.all = false;
    if (this.file === undefined) {
      this.state = 'nothing';
      return;
    }
    this.state = 'checking';
    const policies = this.given.map((each) => each.policy);
    try {
      const report = await run(this.file, policies, (checks) => this.seen(checks), () => turn !== this.turn);
      if (report !== undefined) {
        this.report = report;
        this.state = 'done';
        announce(`${t().verify.words[report.verdict]}: ${this.meaning(report)}`);
      }
    } finally {
      if (turn === this.turn && this.state === 'checking') {
        // A verifier that fails has a fault of its own, and says nothing about the file.
        this.state = 'broken';
      }
    }
  }

  private seen(checks: readonly Check[]): void {
    for (const check of checks) {
      const [, kind, number] = check.step === 'container' ? [] : (/^(policy|did|event)\/([0-9]+)/.exec(check.part) ?? []);
      const key = kind === undefined ? 'file' : `${kind}/${number}`;
      const group = this.groups.get(key) ?? {
        kind: (kind ?? 'file') as Group['kind'],
        number: Number(number ?? 0),
        checks: [],
        failed: 0,
      };
      group.checks.push(check);
      group.failed += check.ok ? 0 : 1;
      this.groups.set(key, group);
    }
    this.requestUpdate();
  }

  private get ownWord(): boolean {
    return this.given.some((each) => each.ownWord);
  }

  /** The record that is shown and is not the one in the file, or is not in it. */
  private otherRecord(report: Report): ShownRecord | undefined {
    return this.shown.find(
      (shown) =>
        !report.events.some(
          (event) =>
            event.index === BigInt(shown.index) &&
            event.position === BigInt(shown.position) &&
            equal(event.record, shown.bytes),
        ),
    );
  }

  private meaning(report: Report): string {
    const m = t().verify;
    switch (report.verdict) {
      case 'proven':
      case 'consistent':
        return m.means[report.verdict];
      case 'refused': {
        const fault = report.checks.find((check) => !check.ok);
        return fault === undefined ? '' : m.faults[fault.step];
      }
      case 'unreadable':
        return m.unreadable;
    }
  }

  override render(): TemplateResult | typeof nothing {
    const m = t().verify;
    if (this.state === 'nothing') {
      return nothing;
    }
    const report = this.report;
    return html`
      <section class="proof" aria-labelledby="proof-title" aria-busy=${this.state === 'checking' ? 'true' : 'false'}>
        <h2 id="proof-title">${m.result}</h2>
        ${this.state === 'checking' ? html`<p class="loading">${m.checking}</p>` : nothing}
        ${this.state === 'broken' ? html`<p class="notice bad" role="alert">${m.broken}</p>` : nothing}
        ${report === undefined ? nothing : this.verdict(report)}
        <h3>${m.stepsTitle}</h3>
        ${this.steps()}
        ${report === undefined ? nothing : this.remarks(report)}
      </section>
    `;
  }

  private verdict(report: Report): TemplateResult {
    const m = t().verify;
    const refused = report.verdict === 'refused' || report.verdict === 'unreadable';
    const other = refused ? undefined : this.otherRecord(report);
    const tone = refused || other !== undefined ? 'bad' : report.verdict === 'proven' && !this.ownWord ? 'good' : 'warn';
    return html`
      <div class="notice verdict ${tone}" data-verdict=${report.verdict}>
        <p><strong>${m.words[report.verdict]}</strong>: ${this.meaning(report)}</p>
        ${report.reason === undefined ? nothing : html`<p class="code" lang="en">${report.reason}</p>`}
        ${report.verdict === 'proven' && this.ownWord ? html`<p>${m.ownWord}</p>` : nothing}
        ${other === undefined
          ? this.shown.length > 0 && !refused
            ? html`<p>${m.sameRecords}</p>`
            : nothing
          : html`<p>${m.otherRecord(String(other.index), String(other.position))}</p>`}
        ${saysWhoVouches(report) && !refused ? vouchers(report.vouchers) : nothing}
      </div>
      ${report.events.length === 0
        ? nothing
        : html`
            <h3>${refused ? m.eventsSoFar : m.events}</h3>
            ${report.events.slice(0, this.all ? undefined : GROUPS_MAX).map((event) => provenEvent(event, report.events.length === 1))}
            ${this.more(report.events.length)}
          `}
    `;
  }

  private more(count: number): TemplateResult | typeof nothing {
    return this.all || count <= GROUPS_MAX
      ? nothing
      : html`<p>
          <button type="button" @click=${() => (this.all = true)}>${t().verify.showAll(formatNumber(count))}</button>
        </p>`;
  }

  private steps(): TemplateResult {
    const m = t().verify;
    const groups = [...this.groups.values()].sort(
      (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.number - b.number,
    );
    const seen = this.all ? groups : groups.filter((group, i) => i < GROUPS_MAX || group.failed > 0).slice(0, 2 * GROUPS_MAX);
    const made = groups.reduce((sum, group) => sum + group.checks.length, 0);
    return html`
      <p class="muted" data-checks=${made}>${m.checks(formatNumber(made))}</p>
      ${seen.map(
        (group) => html`<details class="steps ${group.failed > 0 ? 'failed' : ''}" ?open=${group.failed > 0 || groups.length <= GROUPS_OPEN}>
          <summary>
            <span class="mark" aria-hidden="true">${group.failed > 0 ? '✕' : '✓'}</span>
            <span>${m.groups[group.kind](String(group.number))}</span>
            <span class="muted">${group.failed > 0 ? m.failed(group.failed, group.checks.length) : m.held(group.checks.length)}</span>
          </summary>
          <ol class="plain">
            ${group.checks.map(stepView)}
          </ol>
        </details>`,
      )}
      ${this.more(groups.length)}
    `;
  }

  private remarks(report: Report): TemplateResult {
    const m = t().verify;
    return html`<div class="muted remarks">
      <p>${m.remarkPage}</p>
      ${saysWhoVouches(report) ? html`<p>${m.remarkRecordTime}</p>` : nothing}
      <p>${m.otherVerifiers}</p>
    </div>`;
  }
}

function stepView(check: Check): TemplateResult {
  const m = t().verify;
  return html`<li class="step ${check.ok ? 'held' : 'failed'}" data-step=${check.step}>
    <span class="mark" aria-hidden="true">${check.ok ? '✓' : '✕'}</span>
    <div>
      <p><span class="unseen">${check.ok ? m.holds : m.fails}: </span>${check.ok ? m.steps[check.step] : m.faults[check.step]}</p>
      <p class="code muted" lang="en">${check.part}: ${check.claim}: ${check.detail}</p>
    </div>
  </li>`;
}

function vouchers(all: readonly Vouchers[]): TemplateResult {
  const m = t().verify;
  const sentence = (each: Vouchers): string =>
    each.ofValidators === 0
      ? m.vouchedByLog(each.origin)
      : m.vouchedByValidators(each.validators.length, each.ofValidators, each.validators.join(', '));
  const [first] = all;
  return all.length === 1 && first !== undefined
    ? html`<p>${m.keyTime} ${sentence(first)}</p>`
    : html`<p>${m.keyTime}</p>
        <ul>
          ${all.slice(0, GROUPS_MAX).map((each) => html`<li>${m.ofEvents(each.events.join(', '))} ${sentence(each)}</li>`)}
          ${all.length > GROUPS_MAX ? html`<li>…</li>` : nothing}
        </ul>`;
}

function provenEvent(event: ProvenEvent, open: boolean): TemplateResult {
  const m = t().verify;
  const says = words(event.record);
  return html`<article class="card" aria-labelledby="proven-${event.number}">
    <h4 id="proven-${event.number}">${m.event(String(event.number))}${says === undefined ? nothing : html`: ${says}`}</h4>
    <dl class="facts">
      <dt>${m.place}</dt>
      <dd>${m.placeText(String(event.index), String(event.position), event.origin, String(event.size))}</dd>
      <dt>${m.issuer}</dt>
      <dd class="code">${event.issuer}</dd>
      <dt>${m.key}</dt>
      <dd><span class="code">${keyIdText(event.keyId)}</span>${event.keyIsCurrent ? nothing : html`<br />${m.replaced}`}</dd>
      <dt>${m.issuedAt}</dt>
      <dd>${m.issuedAtText(timeText(event.issuedAtSeconds))}</dd>
      <dt>${m.cosigned}</dt>
      <dd>${event.cosignedAtSeconds === undefined ? m.cosignedByNone : m.cosignedText(timeText(event.cosignedAtSeconds))}</dd>
    </dl>
    <details ?open=${open}>
      <summary>${m.record}</summary>
      <pre tabindex="0" aria-label=${m.record}>${exactText(event.record.subarray(0, RECORD_SHOWN_BYTES))}</pre>
      ${event.record.length > RECORD_SHOWN_BYTES
        ? html`<p class="help">${m.recordCut(formatNumber(event.record.length))}</p>`
        : nothing}
      <button type="button" @click=${() => saveFile(`record-${event.index}-${event.position}.json`, 'application/ld+json', new Uint8Array(event.record))}>
        ${m.saveRecord}
      </button>
    </details>
  </article>`;
}

/** What the record says, if it says it as EPCIS does; a signature can be over anything. */
function words(record: Uint8Array): string | undefined {
  if (record.length > RECORD_READ_BYTES) {
    return undefined;
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(record));
  } catch (problem) {
    if (problem instanceof SyntaxError || problem instanceof TypeError) {
      return undefined;
    }
    throw problem;
  }
  const said = whatHappened(readEvent(json));
  return said === '' ? undefined : said;
}

customElements.define('tally-proof', Proof);
