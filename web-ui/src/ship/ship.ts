import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isAdding } from '../attachment/attachments.ts';
import type { Attachment } from '../attachment/names.ts';
import '../data/place-field.ts';
import type { PlaceField } from '../data/place-field.ts';
import { placeName } from '../data/names.ts';
import type { Scanned } from '../gs1/scan.ts';
import { t } from '../i18n/index.ts';
import { confirm, forget, SEAL_MILLIS, type Entry } from '../outbox/outbox.ts';
import { refusal } from '../outbox/refusal.ts';
import '../outbox/sending.ts';
import '../scan/scan-field.ts';
import type { ScanField } from '../scan/scan-field.ts';
import type { Session } from '../session/session.ts';
import { announce } from '../ui/announce.ts';
import { placeText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import { contents, form, isEmpty, isWithin, localTime, missing, pack, packages, remove, scan, setQuantity, type Draft, type Line, type Missing } from './draft.ts';
import { lineText, quantityText } from './line-text.ts';
import { dropDraft, freshDraft, keepDraft, keptDraft, rememberFrom } from './memory.ts';

/** Scan, confirm, done. */
class Ship extends View {
  static override properties = {
    session: { attribute: false },
    draft: { state: true },
    sending: { state: true },
    said: { state: true },
    lacking: { state: true },
    refused: { state: true },
    restored: { state: true },
    latest: { state: true },
  };

  session: Session | undefined;
  private draft: Draft = freshDraft();
  /** The id of what was confirmed and is shown on its way. */
  private sending: string | undefined;
  private said = '';
  private lacking: readonly Missing[] = [];
  private refused: Entry | undefined;
  private restored = false;
  /** The key of the line that the last scan touched. */
  private latest = '';

  override connectedCallback(): void {
    super.connectedCallback();
    const kept = keptDraft(this.keyId);
    if (kept !== undefined && !isEmpty(kept)) {
      this.draft = kept;
      this.restored = true;
    }
  }

  override firstUpdated(): void {
    this.scanField?.focus();
  }

  private get keyId(): string {
    return this.session?.id ?? '';
  }

  private get scanField(): ScanField | null {
    return this.querySelector('tally-scan-field');
  }

  private change(draft: Draft): void {
    this.draft = draft;
    keepDraft(this.keyId, draft);
    this.lacking = this.lacking.filter((each) => missing(draft).includes(each));
    this.refused = undefined;
  }

  private scanned(scanned: Scanned): void {
    const m = t().ship;
    const result = scan(this.draft, scanned, (gln) => placeName(gln) !== undefined);
    switch (result.did) {
      case 'nothing':
        this.scanField?.refuse(m.isText(result.text));
        return;
      case 'already':
        this.scanField?.refuse(m.already(lineText(result.line)));
        return;
      case 'to':
        this.say(m.placeSet(placeText(result.gln)));
        break;
      case 'added':
        this.latest = result.line.key;
        this.say(m.added(lineText(result.line)));
        break;
      case 'counted':
        this.latest = result.line.key;
        this.say(m.counted(lineText(result.line), quantityText(result.line)));
        break;
      case 'packing':
        this.latest = result.line.key;
        this.say(m.packing(lineText(result.line)));
        break;
      case 'closed':
        this.say(m.closed(lineText(result.line)));
        break;
    }
    this.change(result.draft);
  }

  private say(text: string): void {
    this.said = text;
    announce(text);
  }

  private confirm(): void {
    if (isAdding(this)) {
      return;
    }
    this.lacking = missing(this.draft);
    if (this.lacking.length > 0) {
      const first = this.lacking[0];
      announce(this.lackText(first ?? 'goods'));
      this.focusOn(first);
      return;
    }
    const now = new Date();
    rememberFrom(this.draft.from);
    confirm({
      id: this.draft.id,
      by: this.keyId,
      path: '/api/v1/shipments',
      number: this.draft.number.trim(),
      body: form(this.draft, localTime(now)),
      sealAt: now.getTime() + SEAL_MILLIS,
      state: 'waiting',
    });
    this.sending = this.draft.id;
    this.restored = false;
    this.said = '';
    // From here on the outbox keeps it; the draft stays in memory for taking it back.
    dropDraft(this.keyId);
  }

  private focusOn(what: Missing | undefined): void {
    switch (what) {
      case 'from':
      case 'to':
        this.querySelector<PlaceField>(`tally-place-field[name=${what}]`)?.focus();
        return;
      case 'number':
        this.querySelector<HTMLInputElement>('#number')?.focus();
        return;
      default:
        this.scanField?.focus();
    }
  }

  private lackText(what: Missing): string {
    const m = t().ship;
    return { goods: m.goodsMissing, from: m.fromMissing, to: m.toMissing, number: m.numberMissing }[what];
  }

  private lack(what: Missing): string {
    return this.lacking.includes(what) ? this.lackText(what) : '';
  }

  private takenBack(): void {
    this.sending = undefined;
    keepDraft(this.keyId, this.draft);
    void this.updateComplete.then(() => this.scanField?.focus());
  }

  private wasRefused(entry: Entry): void {
    forget(entry.id);
    this.refused = entry;
    this.sending = undefined;
    // Its key stays unused: nothing was recorded under it, and what is changed is another request.
    this.draft = { ...this.draft, id: crypto.randomUUID() };
    keepDraft(this.keyId, this.draft);
  }

  private next(): void {
    this.sending = undefined;
    this.draft = freshDraft();
    dropDraft(this.keyId);
    this.latest = '';
    void this.updateComplete.then(() => this.scanField?.focus());
  }

  private discard(): void {
    this.restored = false;
    this.said = '';
    this.lacking = [];
    this.next();
  }

  override render(): TemplateResult {
    const m = t().ship;
    if (this.sending !== undefined) {
      return html`
        <h1 tabindex="-1">${m.title}</h1>
        <tally-sending
          .entryId=${this.sending}
          .doneTitle=${m.sealed}
          .doneText=${m.sealedText}
          .nextLabel=${m.next}
          @taken-back=${this.takenBack}
          @refused=${(event: CustomEvent<Entry>) => this.wasRefused(event.detail)}
          @next=${this.next}
        ></tally-sending>
      `;
    }
    const goodsFault = this.lack('goods');
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      ${this.restored
        ? html`<p class="notice warn">${m.restored} <button type="button" @click=${this.discard}>${m.discard}</button></p>`
        : nothing}
      ${this.refused === undefined ? nothing : refusal(this.refused)}
      <div class="job">
        <section aria-labelledby="goods-title">
          <tally-scan-field
            .label=${m.scan}
            .help=${m.scanHelp}
            .action=${m.add}
            @scanned=${(event: CustomEvent<Scanned>) => this.scanned(event.detail)}
            @entered=${this.confirm}
          ></tally-scan-field>
          <p class="said" aria-hidden="true">${this.said}</p>
          <div class="title-row">
            <h2 id="goods-title">${m.goods}</h2>
            <span class="muted">${this.draft.lines.length === 0 ? '' : m.count(this.draft.lines.length)}</span>
          </div>
          ${goodsFault === '' ? nothing : html`<p class="fault">${goodsFault}</p>`}
          ${this.draft.lines.length === 0
            ? html`<p class="empty muted">${m.nothing}</p>`
            : html`<ul class="goods">${this.lines(undefined)}</ul>`}
        </section>
        <section class="card" aria-label=${m.title}>
          <tally-place-field
            name="to"
            .label=${m.to}
            .value=${this.draft.to}
            .fault=${this.lack('to')}
            @chosen=${(event: CustomEvent<string>) => this.change({ ...this.draft, to: event.detail })}
          ></tally-place-field>
          <tally-place-field
            name="from"
            .own=${true}
            .label=${m.from}
            .value=${this.draft.from}
            .fault=${this.lack('from')}
            @chosen=${(event: CustomEvent<string>) => this.change({ ...this.draft, from: event.detail })}
          ></tally-place-field>
          <div class="field">
            <label for="number">${m.number}</label>
            <input
              id="number"
              autocomplete="off"
              spellcheck="false"
              maxlength="100"
              aria-describedby="number-help"
              aria-invalid=${this.lack('number') === '' ? 'false' : 'true'}
              .value=${this.draft.number}
              @input=${(event: Event) => this.change({ ...this.draft, number: (event.target as HTMLInputElement).value })}
            />
            ${this.lack('number') === '' ? nothing : html`<p class="fault">${this.lack('number')}</p>`}
            <p id="number-help" class="help">${m.numberHelp}</p>
          </div>
          <div class="field">
            <label for="order">${m.order}</label>
            <input
              id="order"
              autocomplete="off"
              spellcheck="false"
              maxlength="100"
              aria-describedby="order-help"
              .value=${this.draft.order}
              @input=${(event: Event) => this.change({ ...this.draft, order: (event.target as HTMLInputElement).value })}
            />
            <p id="order-help" class="help">${m.orderHelp}</p>
          </div>
          <tally-attachments
            .value=${this.draft.attachments ?? []}
            @chosen=${(event: CustomEvent<readonly Attachment[]>) => this.change({ ...this.draft, attachments: event.detail })}
          ></tally-attachments>
          <button type="button" class="primary big" @click=${this.confirm}>${m.confirm}</button>
        </section>
      </div>
    `;
  }

  private lines(sscc: string | undefined): unknown {
    return repeat(
      contents(this.draft, sscc),
      (line) => `${line.key} ${line.uom ?? ''}`,
      (line) => this.line(line),
    );
  }

  private line(line: Line): TemplateResult {
    const m = t().ship;
    const text = lineText(line);
    const within = line.sscc === undefined ? [] : contents(this.draft, line.sscc);
    const others = packages(this.draft).filter((sscc) => line.sscc === undefined || !isWithin(this.draft, sscc, line.sscc));
    const packing = line.sscc !== undefined && this.draft.packing === line.sscc;
    return html`<li class=${packing ? 'packing' : line.key === this.latest ? 'latest' : nothing}>
      <div class="thing">
        <span class="name">${text}</span>
        ${packing ? html`<span class="tag warn">${m.packingTag}</span>` : nothing}
        ${line.sscc === undefined ? nothing : html`<span class="muted">${within.length === 0 ? m.emptyPackage : m.contains(within.length)}</span>`}
        ${line.quantity === undefined
          ? nothing
          : html`<span class="quantity">
              <input
                type="number"
                min="0.00001"
                step="any"
                inputmode="decimal"
                aria-label=${m.quantityOf(text)}
                .value=${String(line.quantity)}
                @change=${(event: Event) => this.quantity(line, event.target as HTMLInputElement)}
              />
              <span>${quantityText(line).replace(/^\S+\s/, '')}</span>
            </span>`}
        ${others.length === 0
          ? nothing
          : html`<select aria-label=${m.packOf(text)} @change=${(event: Event) => this.packInto(line, (event.target as HTMLSelectElement).value)}>
              <option value="" ?selected=${line.into === undefined}>${m.loose}</option>
              ${others.map((other) => html`<option value=${other} ?selected=${other === line.into}>${m.packInto} …${other.slice(-6)}</option>`)}
            </select>`}
        ${line.sscc === undefined
          ? nothing
          : html`<a class="button quiet" href="/print?of=${line.sscc}" aria-label=${`${t().print.label}: ${text}`}>${t().print.label}</a>`}
        <button type="button" class="quiet" aria-label=${m.removeNamed(text)} @click=${() => this.change(remove(this.draft, line))}>
          ${m.remove}
        </button>
      </div>
      ${within.length === 0 ? nothing : html`<ul>${this.lines(line.sscc)}</ul>`}
    </li>`;
  }

  private quantity(line: Line, field: HTMLInputElement): void {
    const quantity = field.valueAsNumber;
    if (Number.isFinite(quantity) && quantity > 0) {
      this.change(setQuantity(this.draft, line, quantity));
    } else {
      field.value = String(line.quantity ?? 1);
    }
  }

  private packInto(line: Line, sscc: string): void {
    this.change(pack(this.draft, line, sscc === '' ? undefined : sscc));
  }
}

customElements.define('tally-ship', Ship);
