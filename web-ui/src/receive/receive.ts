import { html, nothing, type TemplateResult } from 'lit';
import { json } from '../api/client.ts';
import { isAdding } from '../attachment/attachments.ts';
import type { Attachment } from '../attachment/names.ts';
import '../data/place-field.ts';
import type { PlaceField } from '../data/place-field.ts';
import { identify } from '../gs1/identifier.ts';
import type { Scanned } from '../gs1/scan.ts';
import { formatQuantity, formatTime, t } from '../i18n/index.ts';
import { confirm, forget as forgetEntry, SEAL_MILLIS, takeBack, type Entry } from '../outbox/outbox.ts';
import { refusal } from '../outbox/refusal.ts';
import { differenceList } from './differences.ts';
import '../outbox/sending.ts';
import '../scan/scan-field.ts';
import type { ScanField } from '../scan/scan-field.ts';
import { address, difference, guestShipment, guestShipments, lacking, matching } from '../guest/shipments.ts';
import { may, type Session } from '../session/session.ts';
import { localTime, suggestNumber } from '../ship/draft.ts';
import { rememberedPlace, rememberFrom } from '../ship/memory.ts';
import { parameter, showParameters } from '../shell/navigate.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { placeText, thingText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import {
  announcedGoods, arrive, damageEvent, differences, everythingIsHere, find, forget, form, isOpened, newCount, scannedUri, setDamaged, setHere,
  standing, tally, type Announced, type AnnouncedGoods, type Count,
} from './count.ts';

const countKey = (keyId: string): string => `tallystick.receive.${keyId}`;
/** Of the latest shipments, as many as one looks through; others by scanning or by their number. */
const LISTED = 100;
/** Another at the same dock may be faster: then the node says so, and the person decides. */
const UNLESS_RECEIVED = 'unlessReceived=true';

/** What has come, against what was announced. */
class Receive extends View {
  static override properties = {
    session: { attribute: false },
    count: { state: true },
    waiting: { state: true },
    choices: { state: true },
    sending: { state: true },
    said: { state: true },
    missed: { state: true },
    reportMissing: { state: true },
    refused: { state: true },
    failure: { state: true },
    unfound: { state: true },
  };

  session: Session | undefined;
  private count: Count | undefined;
  /** Announced and not all received. */
  private waiting: readonly Announced[] | undefined;
  /** Several shipments that a scan may mean. */
  private choices: readonly Announced[] = [];
  private sending: string | undefined;
  private said = '';
  /** Whether what is missing becomes a difference, once somebody has said so. */
  private reportMissing: boolean | undefined;
  private missed: readonly ('at' | 'goods' | 'number')[] = [];
  private refused: Entry | undefined;
  private anyway = false;
  private failure = '';
  /** What was scanned and is in no announced shipment. */
  private unfound: { readonly uri: string | undefined; readonly scanned: Scanned } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const stored = localStorage.getItem(countKey(this.keyId));
    if (stored !== null) {
      this.count = JSON.parse(stored) as Count;
    }
    const [index, position] = parameter('shipment').split('/').map(Number);
    const counted = this.count?.announced;
    if (index !== undefined && position !== undefined && (counted?.index !== index || counted.position !== position)) {
      void this.begin({ index, position });
    }
    void this.list();
  }

  override firstUpdated(): void {
    this.scanField?.focus();
  }

  private get keyId(): string {
    return this.session?.id ?? '';
  }

  /** A partner without a node, who receives what was announced to him and nothing else. */
  private get isGuest(): boolean {
    return may(this.session, 'guest.receive');
  }

  /** A guest has no other way to tell; to this company the announcement stays open for it. */
  private get reportsMissing(): boolean {
    return this.reportMissing ?? this.isGuest;
  }

  private get scanField(): ScanField | null {
    return this.querySelector('tally-scan-field');
  }

  private keep(count: Count | undefined): void {
    this.count = count;
    if (count === undefined) {
      localStorage.removeItem(countKey(this.keyId));
    } else {
      localStorage.setItem(countKey(this.keyId), JSON.stringify(count));
    }
  }

  private async list(): Promise<void> {
    if (this.isGuest) {
      try {
        this.waiting = (await guestShipments(LISTED)).filter((each) => each.state !== 'received');
        this.failure = '';
      } catch (error) {
        this.failure = problemText(error);
      }
      return;
    }
    if (!may(this.session, 'events.read')) {
      this.waiting = [];
      return;
    }
    try {
      const page = await json<{ member: Announced[] }>(`/api/v1/shipments?limit=${LISTED}`);
      this.waiting = page.member.filter((each) => each.state !== 'received');
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  // ---- which shipment

  private async find(scanned: Scanned): Promise<void> {
    this.choices = [];
    this.unfound = undefined;
    const uri = scannedUri(scanned);
    if (this.isGuest) {
      this.found(matching(this.waiting ?? [], uri, scanned.kind === 'text' ? scanned.text : undefined), uri, scanned);
      return;
    }
    const asked =
      uri !== undefined
        ? `thing=${encodeURIComponent(uri)}`
        : scanned.kind === 'text'
          ? `advice=${encodeURIComponent(scanned.text)}`
          : undefined;
    if (asked === undefined || !may(this.session, 'events.read')) {
      this.notFound(uri, scanned);
      return;
    }
    try {
      const page = await json<{ member: Announced[] }>(`/api/v1/shipments?${asked}`);
      this.found(page.member.filter((each) => each.state !== 'received'), uri, scanned);
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private found(open: readonly Announced[], uri: string | undefined, scanned: Scanned): void {
    const only = open[0];
    if (only === undefined) {
      this.notFound(uri, scanned);
    } else if (open.length === 1) {
      void this.begin(only, scanned);
    } else {
      this.choices = open;
    }
  }

  private notFound(uri: string | undefined, scanned: Scanned): void {
    this.unfound = { uri, scanned };
    this.scanField?.refuse(this.isGuest ? t().guest.notFound : t().receive.notFound);
  }

  private async begin(listed: Pick<Announced, 'index' | 'position'> | undefined, scanned?: Scanned): Promise<void> {
    try {
      const announced =
        listed === undefined ? undefined
        : this.isGuest ? await guestShipment(listed)
        : await json<Announced>(`/api/v1/shipments/${listed.index}/${listed.position}`);
      const to = announced?.to === undefined ? undefined : identify(announced.to);
      const gln = to?.kind === 'place' || to?.kind === 'party' ? to.gln : rememberedPlace();
      const own = this.session?.glns ?? [];
      const at = this.isGuest && !own.includes(gln) ? (own[0] ?? '') : gln;
      const number = suggestNumber('GR', new Date(), crypto.getRandomValues(new Uint8Array(4)));
      this.choices = [];
      this.unfound = undefined;
      this.failure = '';
      showParameters(announced === undefined ? {} : { shipment: `${announced.index}/${announced.position}` }, true);
      this.keep(newCount(crypto.randomUUID(), number, at, announced));
      if (scanned !== undefined) {
        this.counted(scanned);
      }
      await this.updateComplete;
      this.scanField?.focus();
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  // ---- counting

  private counted(scanned: Scanned): void {
    const count = this.count;
    if (count === undefined) {
      return;
    }
    const uri = scannedUri(scanned);
    if (uri === undefined) {
      if (scanned.kind === 'text') {
        this.scanField?.refuse(t().ship.isText(scanned.text));
      }
      return;
    }
    const item = scanned.kind === 'item' ? scanned : undefined;
    const arrival = arrive(count, uri, item?.quantity, item?.uom);
    const m = t().receive;
    const what = thingText(uri);
    if (this.isGuest && arrival.did === 'unexpected') {
      this.scanField?.refuse(t().guest.unexpected(what));
      return;
    }
    if (arrival.did === 'twice') {
      this.scanField?.refuse(m.twice(what));
      return;
    }
    this.change(arrival.count);
    if (arrival.did === 'unexpected' && count.announced !== undefined) {
      this.said = '';
      this.scanField?.refuse(m.unexpectedText(what));
    } else {
      this.say(m.hereText(what));
    }
  }

  private change(count: Count): void {
    this.keep(count);
    this.refused = undefined;
    this.missed = this.missed.filter((each) => this.missing(count).includes(each));
  }

  private say(text: string): void {
    this.said = text;
    announce(text);
  }

  private missing(count: Count): readonly ('at' | 'goods' | 'number')[] {
    return [
      ...(Object.keys(count.here).length === 0 ? (['goods'] as const) : []),
      ...(count.at === '' ? (['at'] as const) : []),
      ...(count.number.trim() === '' ? (['number'] as const) : []),
    ];
  }

  private confirm(): void {
    const count = this.count;
    if (count === undefined || isAdding(this)) {
      return;
    }
    this.missed = this.missing(count);
    if (this.missed.length > 0) {
      if (this.missed.includes('goods')) {
        this.scanField?.refuse(t().receive.nothing);
        this.scanField?.focus();
      } else if (this.missed.includes('at')) {
        announce(t().receive.atMissing);
        this.querySelector<PlaceField>('tally-place-field')?.focus();
      }
      return;
    }
    const now = new Date();
    const receivedAt = localTime(now);
    const entry = { by: this.keyId, number: count.number.trim(), sealAt: now.getTime() + SEAL_MILLIS, state: 'waiting' } as const;
    if (this.isGuest && count.announced !== undefined) {
      this.confirmAsGuest(count, count.announced, entry, receivedAt);
    } else {
      rememberFrom(count.at);
      const path = count.announced === undefined || this.anyway ? '/api/v1/receivings' : `/api/v1/receivings?${UNLESS_RECEIVED}`;
      confirm({ ...entry, id: count.id, path, body: form(count, receivedAt) } as Entry);
      const damage = damageEvent(count, receivedAt);
      if (count.announced !== undefined) {
        this.confirmDifferences(count, `/api/v1/shipments/${count.announced.index}/${count.announced.position}`, entry, receivedAt);
      } else if (damage !== undefined) {
        confirm({ ...entry, id: `${count.id}-damage`, after: count.id, path: '/epcis/events', body: damage });
      }
    }
    this.sending = count.id;
    this.said = '';
    localStorage.removeItem(countKey(this.keyId));
  }

  /** The receipt, and a difference for what is damaged and for what is missing. */
  private confirmAsGuest(
    count: Count,
    announced: Announced,
    entry: Pick<Entry, 'by' | 'number' | 'sealAt' | 'state'>,
    receivedAt: string,
  ): void {
    const path = address(announced);
    confirm({ ...entry, id: count.id, path: `${path}/receivings${this.anyway ? '' : `?${UNLESS_RECEIVED}`}`, body: form(count, receivedAt, true) });
    this.confirmDifferences(count, path, entry, receivedAt);
  }

  private confirmDifferences(
    count: Count,
    path: `/api/v1/guest/shipments/${string}` | `/api/v1/shipments/${string}`,
    entry: Pick<Entry, 'by' | 'number' | 'sealAt' | 'state'>,
    receivedAt: string,
  ): void {
    const damaged = count.damaged.map((identifier) => {
      const announced = find(count, identifier);
      return {
        identifier,
        ...(announced?.quantity === undefined ? {} : { quantity: announced.quantity }),
        ...(announced?.uom === undefined ? {} : { uom: announced.uom }),
        ...count.here[identifier],
      };
    });
    if (damaged.length > 0) {
      confirm({ ...entry, id: `${count.id}-damage`, after: count.id, path: `${path}/differences`, body: difference(count.at, receivedAt, 'damaged', '', damaged) });
    }
    const missing = lacking(count);
    if (missing.length > 0 && this.reportsMissing) {
      confirm({ ...entry, id: `${count.id}-missing`, after: count.id, path: `${path}/differences`, body: difference(count.at, receivedAt, 'missing', '', missing) });
    }
  }

  /** What somebody else confirmed too is recorded all the same: it came twice, or the other was wrong. */
  private confirmAnyway(): void {
    this.anyway = true;
    this.confirm();
    this.anyway = false;
  }

  private takenBack(): void {
    const count = this.count;
    this.sending = undefined;
    if (count !== undefined) {
      takeBack(`${count.id}-damage`);
      takeBack(`${count.id}-missing`);
      this.keep(count);
    }
  }

  private wasRefused(entry: Entry): void {
    for (const id of [`${entry.id}-damage`, `${entry.id}-missing`, entry.id]) {
      forgetEntry(id);
    }
    this.refused = entry;
    this.sending = undefined;
    if (this.count !== undefined) {
      this.keep({ ...this.count, id: crypto.randomUUID() });
    }
  }

  private next(): void {
    this.sending = undefined;
    this.said = '';
    this.refused = undefined;
    this.keep(undefined);
    showParameters({}, true);
    void this.list();
    void this.updateComplete.then(() => this.scanField?.focus());
  }

  // ---- what is shown

  override render(): TemplateResult {
    const m = t().receive;
    if (this.sending !== undefined) {
      return html`<h1 tabindex="-1">${m.title}</h1>
        <tally-sending
          .entryId=${this.sending}
          .doneTitle=${m.done}
          .doneText=${m.doneText}
          .nextLabel=${m.another}
          @taken-back=${this.takenBack}
          @refused=${(event: CustomEvent<Entry>) => this.wasRefused(event.detail)}
          @next=${this.next}
        ></tally-sending>`;
    }
    return html`<h1 tabindex="-1">${m.title}</h1>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.count === undefined ? this.choosing() : this.counting(this.count)}`;
  }

  private choosing(): TemplateResult {
    const m = t().receive;
    const listed = this.choices.length > 0 ? this.choices : this.waiting;
    return html`
      <tally-scan-field
        .label=${m.find}
        .help=${m.findHelp}
        .action=${m.findAction}
        @scanned=${(event: CustomEvent<Scanned>) => void this.find(event.detail)}
      ></tally-scan-field>
      ${this.unfound === undefined || this.isGuest ? nothing : html`<p>${this.withoutButton()}</p>`}
      <section aria-labelledby="expected-title">
        <h2 id="expected-title">${m.expected}</h2>
        ${listed === undefined
          ? html`<p class="loading">${t().app.loading}</p>`
          : listed.length === 0
            ? html`<p class="empty muted">${m.noneExpected}</p>`
            : html`<ul class="list choices">
                ${listed.map(
                  (each) => html`<li>
                    <button type="button" class="choice" @click=${() => void this.begin(each)}>
                      <strong>${each.number ?? each.goods.map((goods) => thingText(goods.identifier)).join(', ')}</strong>
                      <span class="tag ${each.state === 'partlyReceived' ? 'warn' : ''}">${each.state === 'partlyReceived' ? m.partly : m.open}</span>
                      <span class="muted">
                        ${each.from === undefined ? '' : thingText(each.from)} → ${each.to === undefined ? '' : thingText(each.to)} ·
                        ${formatTime(each.shippedAt)} · ${t().ship.count(each.goods.length)}
                      </span>
                    </button>
                  </li>`,
                )}
              </ul>`}
      </section>
      ${this.unfound === undefined && !this.isGuest ? html`<p>${this.withoutButton()}</p>` : nothing}
    `;
  }

  private withoutButton(): TemplateResult {
    return html`<button type="button" @click=${() => void this.begin(undefined, this.unfound?.scanned)}>${t().receive.without}</button>`;
  }

  private counting(count: Count): TemplateResult {
    const m = t().receive;
    const sum = tally(count);
    const different = differences(count);
    return html`
      <p class="row">
        <strong>${count.announced === undefined ? m.without : m.against(count.announced.number ?? '')}</strong>
        <button type="button" class="quiet" @click=${this.next}>${t().ship.discard}</button>
      </p>
      ${this.refused === undefined ? nothing : this.refused.status === 409 ? this.alreadyReceived(this.refused) : refusal(this.refused)}
      ${differenceList(count.announced?.differences ?? [])}
      <div class="job">
        <section aria-labelledby="count-title">
          <tally-scan-field
            .label=${m.scan}
            .help=${m.scanHelp}
            .action=${t().ship.add}
            @scanned=${(event: CustomEvent<Scanned>) => this.counted(event.detail)}
            @entered=${this.confirm}
          ></tally-scan-field>
          <p class="said" aria-hidden="true">${this.said}</p>
          ${count.announced === undefined
            ? nothing
            : html`<div class="title-row">
                  <h2 id="count-title">${m.counted(sum.here, sum.announced)}</h2>
                  <button type="button" @click=${() => this.change(everythingIsHere(count))}>${m.all}</button>
                </div>
                <progress max=${sum.announced} value=${sum.here} aria-label=${m.counted(sum.here, sum.announced)}></progress>
                <ul class="goods">${announcedGoods(count).map((each) => this.goods(count, each, false))}</ul>`}
          ${sum.unexpected.length === 0
            ? nothing
            : html`<h2 class="spaced" id=${count.announced === undefined ? 'count-title' : 'unexpected-title'}>
                  ${count.announced === undefined ? m.scanned : m.unexpected}
                </h2>
                <ul class="goods">${sum.unexpected.map((uri) => this.unexpected(count, uri))}</ul>`}
          ${count.announced === undefined && sum.unexpected.length === 0
            ? html`<h2 id="count-title" class="unseen">${m.scanned}</h2><p class="empty muted">${m.nothing}</p>`
            : nothing}
        </section>
        <section class="card" aria-label=${m.confirm}>
          ${this.isGuest ? this.ownPlace(count) : html`<tally-place-field
            name="at"
            .own=${true}
            .label=${m.at}
            .value=${count.at}
            .fault=${this.missed.includes('at') ? m.atMissing : ''}
            @chosen=${(event: CustomEvent<string>) => this.change({ ...count, at: event.detail })}
          ></tally-place-field>`}
          <div class="field">
            <label for="number">${m.number}</label>
            <input
              id="number"
              autocomplete="off"
              spellcheck="false"
              maxlength="100"
              aria-invalid=${this.missed.includes('number') ? 'true' : 'false'}
              .value=${count.number}
              @input=${(event: Event) => this.change({ ...count, number: (event.target as HTMLInputElement).value })}
            />
            ${this.missed.includes('number') ? html`<p class="fault">${t().ship.numberMissing}</p>` : nothing}
          </div>
          <tally-attachments
            .path=${this.isGuest && count.announced !== undefined ? `${address(count.announced)}/attachments` : '/api/v1/attachments'}
            .value=${count.attachments ?? []}
            @chosen=${(event: CustomEvent<readonly Attachment[]>) => this.change({ ...count, attachments: event.detail })}
          ></tally-attachments>
          ${different === 0
            ? nothing
            : html`<div class="notice warn" role="status">
                <p><strong>${m.differences(different)}</strong></p>
                <p>
                  ${[
                    [m.missing, sum.missing.length],
                    [m.unexpected, sum.unexpected.length],
                    [m.damaged, sum.damaged.length],
                  ]
                    .filter(([, n]) => n !== 0)
                    .map(([name, n]) => `${name}: ${n}`)
                    .join(' · ')}
                </p>
                ${sum.missing.length === 0 ? nothing : html`<p>${m.differencesHelp}</p>`}
                ${sum.missing.length === 0 || count.announced === undefined
                  ? nothing
                  : html`<div class="check">
                      <input
                        type="checkbox"
                        id="report-missing"
                        .checked=${this.reportsMissing}
                        @change=${(event: Event) => (this.reportMissing = (event.target as HTMLInputElement).checked)}
                      />
                      <label for="report-missing">${t().guest.reportMissing}</label>
                    </div>`}
              </div>`}
          <button type="button" class="primary big" @click=${this.confirm}>${m.confirm}</button>
        </section>
      </div>
    `;
  }

  private alreadyReceived(entry: Entry): TemplateResult {
    const m = t().receive;
    return html`<div class="notice warn" role="alert">
      <p><strong>${m.twiceTitle}</strong></p>
      <p>${m.twiceText}</p>
      <p class="muted">${entry.detail}</p>
      <p class="row">
        <button type="button" @click=${this.next}>${t().ship.discard}</button>
        <button type="button" @click=${this.confirmAnyway}>${m.twiceAnyway}</button>
      </p>
    </div>`;
  }

  /** One of the guest's own numbers. */
  private ownPlace(count: Count): TemplateResult {
    const own = this.session?.glns ?? [];
    return html`<div class="field">
      <label for="at">${t().receive.at}</label>
      <select id="at" @change=${(event: Event) => this.change({ ...count, at: (event.target as HTMLSelectElement).value })}>
        ${own.map((gln) => html`<option value=${gln} ?selected=${gln === count.at}>${placeText(gln)}</option>`)}
      </select>
    </div>`;
  }

  private goods(count: Count, goods: AnnouncedGoods, within: boolean): TemplateResult {
    const m = t().receive;
    const text = thingText(goods.identifier);
    const stands = standing(count, goods, within);
    const counted = count.here[goods.identifier];
    const opened = isOpened(count, goods);
    const damaged = count.damaged.includes(goods.identifier);
    const tag =
      stands === 'here' ? html`<span class="tag good">✓ ${m.here}</span>`
      : stands === 'partly' ? html`<span class="tag warn">${formatQuantity(counted?.quantity ?? 0, goods.uom)}</span>`
      : html`<span class="tag warn">${m.missing}</span>`;
    return html`<li>
      <div class="thing">
        <span class="name">${goods.quantity === undefined ? nothing : html`${formatQuantity(goods.quantity, goods.uom)} `}${text}</span>
        ${tag} ${damaged ? html`<span class="tag bad">${m.damaged}</span>` : nothing}
        ${opened || (within && counted === undefined)
          ? nothing
          : html`<button
              type="button"
              class="quiet"
              aria-pressed=${stands === 'here' ? 'true' : 'false'}
              aria-label=${m.markHere(text)}
              @click=${() => this.change(setHere(count, goods, stands !== 'here'))}
            >
              ${m.here}
            </button>`}
        ${stands === 'missing'
          ? nothing
          : html`<button
              type="button"
              class="quiet"
              aria-pressed=${damaged ? 'true' : 'false'}
              aria-label=${damaged ? m.unmarkDamaged(text) : m.markDamaged(text)}
              @click=${() => this.change(setDamaged(count, goods.identifier, !damaged))}
            >
              ${m.damaged}
            </button>`}
      </div>
      ${goods.contents === undefined
        ? nothing
        : html`<ul>${goods.contents.map((each) => this.goods(count, each, !opened && (within || counted !== undefined)))}</ul>`}
    </li>`;
  }

  private unexpected(count: Count, uri: string): TemplateResult {
    const m = t();
    const text = thingText(uri);
    const counted = count.here[uri];
    return html`<li>
      <div class="thing">
        <span class="name">${counted === undefined || counted.quantity === 1 ? nothing : html`${formatQuantity(counted.quantity, counted.uom)} `}${text}</span>
        ${count.announced === undefined ? nothing : html`<span class="tag warn">${m.receive.unexpected}</span>`}
        <button type="button" class="quiet" aria-label=${m.ship.removeNamed(text)} @click=${() => this.change(forget(count, uri))}>
          ${m.ship.remove}
        </button>
      </div>
    </li>`;
  }
}

customElements.define('tally-receive', Receive);
