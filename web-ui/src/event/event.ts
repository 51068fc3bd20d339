import { html, nothing, type TemplateResult } from 'lit';
import { bytes, page, type Page, Problem } from '../api/client.ts';
import { attachmentLinks } from '../attachment/attachments.ts';
import { identify } from '../gs1/identifier.ts';
import { formatLocalTime, formatQuantity, formatTime, named, t } from '../i18n/index.ts';
import { may, type Session } from '../session/session.ts';
import { parameter } from '../shell/navigate.ts';
import { problemText } from '../ui/problem-text.ts';
import { exactText } from '../ui/exact-text.ts';
import { saveFile } from '../ui/save-file.ts';
import { thingLink } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import type { ShownRecord } from '../verify/proof.ts';
import { place, readEvent, whatHappened, type EpcisEvent, type Part, type Typed } from './epcis.ts';

interface Declaration {
  readonly record: string;
  readonly issuer: string;
  readonly declarationTime: string;
  readonly reason?: string;
  readonly correctiveEventIDs: readonly string[];
}

/** As `GET /api/v1/events/{eventID}` has it. */
interface Member {
  readonly index: number;
  readonly position: number;
  readonly record: string;
  readonly evidence: string;
  readonly proof: string;
  readonly issuer: string;
  /** The DID URL of the key that signed, its version pinned. */
  readonly keyId: string;
  readonly type: string;
  readonly eventTime: string;
  readonly recordTime: string;
  readonly standing: 'valid' | 'declaredWrong' | 'declaration';
  readonly declaration?: Declaration;
  readonly declaredWrongBy?: readonly Declaration[];
  readonly disputedBy?: readonly Declaration[];
}

interface Shown {
  readonly member: Member;
  /** Undefined where the record is withheld or erased. */
  readonly bytes: Uint8Array | undefined;
  readonly event: EpcisEvent | undefined;
}

/** One event: every record of its name, what each says, who stands for it, and where it is in the log. */
class EventView extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    eventID: { state: true },
    shown: { state: true },
    more: { state: true },
    state: { state: true },
    failure: { state: true },
    evidence: { state: true },
    checking: { state: true },
    proofFailure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private eventID = '';
  /** Which event is asked for: what comes late for an earlier one is nothing. */
  private turn = 0;
  private shown: readonly Shown[] = [];
  private more: string | undefined;
  private state: 'busy' | 'done' = 'busy';
  private failure = '';
  /** What is saved is what was checked. */
  private evidence: Uint8Array<ArrayBuffer> | undefined;
  private checking = false;
  private proofFailure = '';

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      this.eventID = parameter('id');
      void this.load();
    }
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    this.state = 'busy';
    this.failure = '';
    this.shown = [];
    this.evidence = undefined;
    this.checking = false;
    this.proofFailure = '';
    await this.page(`/api/v1/events/${encodeURIComponent(this.eventID)}`, turn);
    if (turn === this.turn) {
      this.state = 'done';
    }
  }

  private async page(address: string, turn: number): Promise<void> {
    this.more = undefined; // asked for once, however often it is pressed
    try {
      const { member, more } = await page<Page<Member>>(address);
      const shown = await Promise.all(member.map((each) => this.record(each)));
      if (turn === this.turn) {
        this.more = more;
        this.shown = [...this.shown, ...shown];
      }
    } catch (error) {
      if (turn === this.turn) {
        this.failure = error instanceof Problem && error.status === 404 ? t().event.missing : problemText(error);
      }
    }
  }

  private async record(member: Member): Promise<Shown> {
    try {
      const record = await bytes(member.record);
      return { member, bytes: record, event: readEvent(JSON.parse(new TextDecoder().decode(record))) };
    } catch (error) {
      if (error instanceof Problem && error.status === 410) {
        return { member, bytes: undefined, event: undefined };
      }
      throw error;
    }
  }

  /** Undefined where it is not to be had, which then is said. */
  private async fetchEvidence(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    this.proofFailure = '';
    try {
      return await bytes(`/api/v1/events/${encodeURIComponent(this.eventID)}/evidence`);
    } catch (error) {
      this.proofFailure = problemText(error);
      return undefined;
    }
  }

  private async saveEvidence(): Promise<void> {
    const evidence = this.evidence ?? (await this.fetchEvidence());
    if (evidence !== undefined) {
      saveFile(`evidence-${this.eventID.replace(/[^A-Za-z0-9-]+/g, '-')}.zip`, 'application/zip', evidence);
    }
  }

  private async check(): Promise<void> {
    this.checking = true;
    this.evidence = undefined;
    const name = this.eventID;
    const verifier = import('../verify/proof.ts');
    const evidence = await this.fetchEvidence();
    try {
      await verifier;
    } catch {
      // No connection, or a newer version of the node that no longer has this script.
      this.proofFailure = t().problem.network;
      return;
    } finally {
      this.checking = false;
    }
    if (name === this.eventID) {
      this.evidence = evidence;
    }
  }

  private get shownRecords(): readonly ShownRecord[] {
    return this.shown.flatMap(({ member, bytes }) =>
      bytes === undefined ? [] : [{ index: member.index, position: member.position, bytes }],
    );
  }

  override render(): TemplateResult {
    const m = t().event;
    const first = this.shown.find((each) => each.event !== undefined && each.member.standing !== 'declaration');
    return html`
      <h1 tabindex="-1">${first?.event === undefined ? m.title : whatHappened(first.event)}</h1>
      ${this.state === 'busy' ? html`<p class="loading">${t().app.loading}</p>` : nothing}
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.shown.length === 0
        ? nothing
        : html`
            ${this.shown.length > 1 ? html`<p class="lead">${m.records(this.shown.length)}</p>` : nothing}
            ${this.shown.map((each, i) => this.recordView(each, i))}
            ${this.more === undefined
              ? nothing
              : html`<button type="button" @click=${() => void this.page(this.more ?? '', this.turn)}>${t().app.more}</button>`}
            ${this.proof()}
          `}
    `;
  }

  private proof(): TemplateResult {
    const m = t().event;
    return html`<section aria-labelledby="proof-of-event">
      <h2 id="proof-of-event">${m.provenTitle}</h2>
      ${may(this.session, 'evidence.export')
        ? html`
            <p>${m.provenLead}</p>
            <p class="row">
              <button type="button" class="primary" ?disabled=${this.checking} @click=${() => void this.check()}>${m.check}</button>
              <button type="button" @click=${() => void this.saveEvidence()}>${m.evidence}</button>
              <span class="muted">${m.evidenceHelp}</span>
            </p>
            ${this.checking ? html`<p class="loading" role="status">${t().app.loading}</p>` : nothing}
            ${this.proofFailure === '' ? nothing : html`<p class="notice bad" role="alert">${this.proofFailure}</p>`}
            ${this.evidence === undefined
              ? nothing
              : html`
                  <tally-proof .file=${this.evidence} .shown=${this.shownRecords}></tally-proof>
                  <p class="muted">${m.otherPolicy} <a href="/verify">${t().nav.verify}</a>.</p>
                `}
          `
        : html`<p>${m.mayNotProve}</p>`}
    </section>`;
  }

  private recordView(shown: Shown, i: number): TemplateResult {
    const m = t().event;
    const { member, event } = shown;
    return html`<article class="card record" aria-labelledby="record-${i}">
      <h2 id="record-${i}" class=${this.shown.length === 1 ? 'unseen' : nothing}>${event === undefined ? m.positionText(String(member.index), String(member.position)) : whatHappened(event)}</h2>
      ${this.standing(member)}
      ${event === undefined ? html`<p class="notice warn">${m.absent}</p>` : facts(event)}
      ${event === undefined ? nothing : attachmentLinks(event.attachments)}
      <dl class="facts">
        <dt>${m.recorded}</dt>
        <dd><time datetime=${member.recordTime}>${formatTime(member.recordTime)}</time></dd>
        <dt>${m.signed}</dt>
        <dd><a class="code" href="/1.0/identifiers/${encodeURIComponent(member.issuer)}">${member.issuer}</a></dd>
        <dt>${m.key}</dt>
        <dd><a class="code" href=${keyVersion(member.keyId)}>${member.keyId}</a></dd>
        <dt>${m.position}</dt>
        <dd>
          ${m.positionText(String(member.index), String(member.position))} ·
          <a href=${member.proof}>${m.proof}</a>
        </dd>
        <dt>${m.id}</dt>
        <dd class="code">${this.eventID}</dd>
      </dl>
      ${event?.bizStep === 'shipping' && member.standing === 'valid' && may(this.session, 'events.capture')
        ? html`<p><a class="button" href="/print?shipment=${member.index}/${member.position}">${t().print.note}</a></p>`
        : nothing}
      ${shown.bytes === undefined
        ? nothing
        : html`<details>
            <summary>${m.bytes}</summary>
            <p class="help">${m.bytesHelp} <a href=${member.record}>${member.record}</a></p>
            <pre tabindex="0" aria-label=${m.bytes}>${exactText(shown.bytes)}</pre>
          </details>`}
    </article>`;
  }

  private standing(member: Member): TemplateResult | typeof nothing {
    const m = t().event;
    if (member.standing === 'declaration') {
      return html`<p class="notice warn">${m.declares} ${declaration(member.declaration)}</p>`;
    }
    return html`
      ${member.standing === 'declaredWrong'
        ? html`<div class="notice bad">
            <p><strong>${m.wrong}</strong></p>
            ${(member.declaredWrongBy ?? []).map((each) => html`<p>${declaration(each)}</p>`)}
          </div>`
        : nothing}
      ${(member.disputedBy ?? []).map(
        (each) => html`<p class="notice warn">${m.disputed} <span class="code">${each.issuer}</span> ${declaration(each)}</p>`,
      )}
    `;
  }
}

/** Where the version of the DID is resolved whose key it is. */
function keyVersion(keyId: string): string {
  const [, did, query] = /^([^?#]*)(\?[^#]*)?/.exec(keyId) ?? [];
  return `/1.0/identifiers/${encodeURIComponent(did ?? '')}${query ?? ''}`;
}

function declaration(declared: Declaration | undefined): TemplateResult | typeof nothing {
  if (declared === undefined) {
    return nothing;
  }
  const m = t().event;
  const reason = declared.reason === undefined ? '' : (named(t().terms.reason, declared.reason) ?? declared.reason);
  return html`${m.wrongWhen(formatTime(declared.declarationTime))} ${reason === '' ? nothing : html`${m.reason}: ${reason}.`}
  ${declared.correctiveEventIDs.length === 0
    ? nothing
    : html`${m.instead}: ${declared.correctiveEventIDs.map((id) => html`<a class="code" href="/event?id=${encodeURIComponent(id)}">${id}</a> `)}`}`;
}

function facts(event: EpcisEvent): TemplateResult {
  const m = t().event;
  const where = place(event);
  const row = (name: string, value: unknown): TemplateResult => html`<dt>${name}</dt><dd>${value}</dd>`;
  const things = (name: string, all: readonly Part[]): TemplateResult | typeof nothing =>
    all.length === 0 ? nothing : row(name, html`<ul class="plain">${all.map((part) => html`<li>${partView(part)}</li>`)}</ul>`);
  return html`<dl class="facts">
    ${row(m.when, html`<time datetime=${event.eventTime}>${formatLocalTime(event.eventTime, event.eventTimeZoneOffset)}</time>`)}
    ${where === undefined ? nothing : row(m.where, thingLink(where))}
    ${event.sources.length === 0 ? nothing : row(m.comesFrom, places(event.sources))}
    ${event.destinations.length === 0 ? nothing : row(m.goesTo, places(event.destinations))}
    ${event.disposition === undefined
      ? nothing
      : row(m.state, named(t().terms.disposition, event.disposition) ?? event.disposition.replaceAll('_', ' '))}
    ${event.parentID === undefined ? nothing : row(m.package, thingLink(event.parentID))}
    ${things(m.goods, event.objects)} ${things(m.contents, event.children)} ${things(m.inputs, event.inputs)}
    ${things(m.outputs, event.outputs)}
    ${event.papers.length === 0
      ? nothing
      : row(
          m.papers,
          html`<ul class="plain">
            ${event.papers.map((paper) => html`<li>${named(t().terms.paper, paper.type) ?? paper.type} ${paperLink(paper.value)}</li>`)}
          </ul>`,
        )}
    ${row(m.kind, named(t().terms.eventType, event.type) ?? event.type)}
    ${event.more.length === 0
      ? nothing
      : row(m.more, html`<ul class="plain">${event.more.map(([name, value]) => html`<li><span class="code">${exactText(name)}</span>: ${exactText(plain(value))}</li>`)}</ul>`)}
  </dl>`;
}

function partView(part: Part): TemplateResult {
  return part.quantity === undefined
    ? thingLink(part.identifier)
    : html`${formatQuantity(part.quantity, part.uom)} ${thingLink(part.identifier)}`;
}

/** The same place is often named twice, as place and as party: what reads alike stands once, the place first. */
function places(all: readonly Typed[]): TemplateResult {
  const placesFirst = [...all].sort((a, b) => Number(b.type === 'location') - Number(a.type === 'location'));
  const distinct = new Map<string, string>();
  for (const { value } of placesFirst) {
    const thing = identify(value);
    const reads = thing.kind === 'place' || thing.kind === 'party' ? thing.gln : value;
    if (!distinct.has(reads)) {
      distinct.set(reads, value);
    }
  }
  return html`<ul class="plain">${[...distinct.values()].map((uri) => html`<li>${thingLink(uri)}</li>`)}</ul>`;
}

function paperLink(uri: string): TemplateResult {
  const paper = identify(uri);
  return paper.kind === 'paper'
    ? html`<a href="/search?q=${encodeURIComponent(uri)}" title=${uri}>${paper.number}</a>`
    : thingLink(uri);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

customElements.define('tally-event', EventView);
