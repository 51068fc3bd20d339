import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/index.ts';
import { View } from '../ui/view.ts';
import { entry, OUTBOX_CHANGED, takeBack, type Entry } from './outbox.ts';

/**
 * One confirmed document from the confirmation to the ledger: a few seconds to take it back, then sent. Fires
 * `taken-back`, `refused` with the entry, and `next`.
 */
export class Sending extends View {
  static override properties = {
    entryId: { attribute: false },
    doneTitle: {},
    doneText: { attribute: false },
    nextLabel: {},
    now: { state: true },
    there: { state: true },
  };

  entryId = '';
  doneTitle = '';
  doneText: (number: string) => string = (number) => number;
  nextLabel = '';
  private now = Date.now();
  private there: Entry | undefined;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(OUTBOX_CHANGED, this.changed);
    document.addEventListener('keydown', this.pressed);
    this.timer = window.setInterval(() => {
      this.now = Date.now();
    }, 250);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(OUTBOX_CHANGED, this.changed);
    document.removeEventListener('keydown', this.pressed);
    clearInterval(this.timer);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('entryId')) {
      this.there = entry(this.entryId);
    }
  }

  override firstUpdated(): void {
    this.querySelector<HTMLElement>('button')?.focus();
  }

  private readonly changed = (): void => {
    const before = this.there?.state;
    this.there = entry(this.entryId);
    if (this.there?.state === 'refused' && before !== 'refused') {
      this.dispatchEvent(new CustomEvent<Entry>('refused', { detail: this.there }));
    }
    if (this.there?.state === 'sent' && before !== 'sent') {
      void this.updateComplete.then(() => this.querySelector<HTMLElement>('button.primary')?.focus());
    }
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      this.back();
    }
  };

  private readonly back = (): void => {
    if (takeBack(this.entryId)) {
      this.dispatchEvent(new Event('taken-back'));
    }
  };

  override render(): TemplateResult | typeof nothing {
    const m = t().ship;
    const there = this.there;
    if (there === undefined) {
      return nothing;
    }
    const seconds = Math.ceil((there.sealAt - this.now) / 1000);
    if (there.state === 'sent') {
      return html`<div class="card done" role="status">
        <p class="mark" aria-hidden="true">✓</p>
        <h2>${this.doneTitle}</h2>
        <p>${this.doneText(there.number)}</p>
        <div class="row">
          <button type="button" class="primary" @click=${() => this.dispatchEvent(new Event('next'))}>${this.nextLabel}</button>
          ${there.eventID === undefined
            ? nothing
            : html`<a class="button" href="/event?id=${encodeURIComponent(there.eventID)}">${m.showEvent}</a>`}
        </div>
      </div>`;
    }
    if (there.state === 'waiting' && seconds > 0) {
      return html`<div class="card done">
        <p class="mark" aria-hidden="true">${seconds}</p>
        <h2 role="status">${there.number}</h2>
        <p>${m.sealing(seconds)}</p>
        <button type="button" @click=${this.back}>${m.takeBack} <kbd aria-hidden="true">Esc</kbd></button>
      </div>`;
    }
    return html`<div class="card done" role="status">
      <p class="mark" aria-hidden="true">…</p>
      <h2>${there.number}</h2>
      <p>${there.interrupted === true ? m.waiting : m.sending}</p>
      <button type="button" @click=${() => this.dispatchEvent(new Event('next'))}>${this.nextLabel}</button>
    </div>`;
  }
}

customElements.define('tally-sending', Sending);
