import { html, nothing, type TemplateResult } from 'lit';
import { json, Problem, type Fault } from '../api/client.ts';
import { formatNumber, t } from '../i18n/index.ts';
import type { Session } from '../session/session.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { idempotencyKey } from './documents.ts';
import * as store from './store.ts';

type Behaviour = 'rollback' | 'proceed';

/** A mapping mistake is in every event; so many show it. */
const SHOWN = 50;

/** An EPCIS document, looked at by the node before it is captured. Fires `confirmed` with the import's id. */
class ImportEpcis extends View {
  static override properties = {
    session: { attribute: false },
    text: { attribute: false },
    fileName: { attribute: false },
    behaviour: { state: true },
    events: { state: true },
    faults: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  text = '';
  fileName = '';
  private behaviour: Behaviour = 'rollback';
  /** How many would be recorded; undefined while the node looks. */
  private events: number | undefined;
  private faults: readonly Fault[] = [];
  private failure = '';

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('text')) {
      void this.check();
    }
  }

  private async check(): Promise<void> {
    this.events = undefined;
    this.faults = [];
    this.failure = '';
    try {
      const dry = await json<{ eventIDs: string[]; errors: Fault[] }>('/epcis/capture?dryRun=true', {
        method: 'POST',
        headers: { 'GS1-Capture-Error-Behaviour': this.behaviour },
        body: this.text,
      });
      this.events = dry.eventIDs.length;
      this.faults = dry.errors;
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      this.events = 0;
      this.faults = error.errors;
      this.failure = problemText(error);
    }
  }

  private async confirm(): Promise<void> {
    const id = crypto.randomUUID();
    const kept = await store.add(
      {
        id,
        by: this.session?.id ?? '',
        fileName: this.fileName,
        createdAt: new Date().toISOString(),
        headers: [],
        mapping: [],
        state: 'running',
        leftOut: [],
        behaviour: this.behaviour,
      },
      [
        {
          importId: id,
          n: 0,
          path: '/epcis/capture',
          number: this.fileName,
          body: this.text,
          key: `${await idempotencyKey('/epcis/capture', this.text)}-${this.behaviour}`,
          rows: [0],
          state: 'waiting',
          events: [],
          faults: [],
        },
      ],
    );
    if (!kept) {
      this.failure = t().imports.noRoom;
      return;
    }
    this.dispatchEvent(new CustomEvent<string>('confirmed', { detail: id }));
  }

  private behave(behaviour: Behaviour): void {
    this.behaviour = behaviour;
    void this.check();
  }

  override render(): TemplateResult {
    const m = t().imports;
    return html`
      <p class="lead file">${this.fileName} · ${m.epcis}</p>
      <fieldset class="choices">
        <legend>${m.epcisBehaviour}</legend>
        ${(['rollback', 'proceed'] as const).map(
          (behaviour) => html`<div class="check">
            <input id="behaviour-${behaviour}" type="radio" name="behaviour" ?checked=${behaviour === this.behaviour} @change=${() => this.behave(behaviour)} />
            <label for="behaviour-${behaviour}">${m.epcisBehaviours[behaviour]}</label>
          </div>`,
        )}
      </fieldset>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.events === undefined
        ? html`<p class="loading" role="status">${t().app.loading}</p>`
        : html`<div class="card">
            <p role="status"><strong>${m.epcisEvents(formatNumber(this.events))}</strong></p>
            <div class="row">
              ${this.events === 0
                ? html`<p>${m.nothingToRecord}</p>`
                : html`<button type="button" class="primary" @click=${() => void this.confirm()}>${m.confirm(m.events(formatNumber(this.events)))}</button>`}
              <button type="button" @click=${() => this.dispatchEvent(new Event('closed'))}>${m.other}</button>
            </div>
          </div>`}
      ${this.faults.length === 0
        ? nothing
        : html`<section aria-labelledby="pointers-title">
            <h2 id="pointers-title">${m.faults}</h2>
            <table class="cards faults">
              <caption class="unseen">${m.faults}</caption>
              <thead><tr><th scope="col">${m.pointer}</th><th scope="col">${m.reason}</th></tr></thead>
              <tbody>
                ${this.faults.slice(0, SHOWN).map((fault) => html`<tr><th scope="row" class="code">${fault.pointer}</th><td>${fault.detail}</td></tr>`)}
              </tbody>
            </table>
            ${this.faults.length > SHOWN ? html`<p class="muted">${m.faultsMore(formatNumber(this.faults.length - SHOWN))}</p>` : nothing}
          </section>`}
    `;
  }
}

customElements.define('tally-import-epcis', ImportEpcis);
