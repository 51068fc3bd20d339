import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, t } from '../i18n/index.ts';
import type { Session } from '../session/session.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { saveFile } from '../ui/save-file.ts';
import { View } from '../ui/view.ts';
import { faultTable } from './fault-table.ts';
import { isStopped } from './patience.ts';
import { resultCsv } from './result.ts';
import { exclusively, send, undo, undoable } from './run.ts';
import * as store from './store.ts';
import type { Import, Sent, UndoReason } from './store.ts';

/** One confirmed import: on its way, there, and back. Fires `closed`. */
class ImportRun extends View {
  static override properties = {
    importId: { attribute: false },
    session: { attribute: false },
    its: { state: true },
    documents: { state: true },
    at: { state: true },
    waiting: { state: true },
    failure: { state: true },
    reason: { state: true },
  };

  importId = '';
  session: Session | undefined;
  private its: Import | undefined;
  private documents: readonly Sent[] = [];
  private at: 'work' | 'rest' = 'rest';
  private waiting = false;
  private failure = '';
  private reason: UndoReason = 'incorrect_data';
  private stopper = new AbortController();

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('importId')) {
      void this.load();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // What is on its way is answered or asked for again; nothing is done twice.
    this.stopper.abort();
  }

  private async load(): Promise<void> {
    const all = await store.imports(this.session?.id ?? '');
    this.its = all.find((each) => each.id === this.importId);
    this.documents = await store.documents(this.importId);
    if (this.its?.state === 'running' || this.its?.state === 'undoing') {
      await this.goOn();
    }
  }

  private async goOn(): Promise<void> {
    const its = this.its;
    if (its === undefined || this.at === 'work') {
      return;
    }
    this.at = 'work';
    this.failure = '';
    this.stopper = new AbortController();
    const { signal } = this.stopper;
    const places = new Map(this.documents.map((document, i) => [document.n, i]));
    const documents = [...this.documents];
    let shown = 0;
    const progress = {
      changed: (document: Sent): void => {
        documents[places.get(document.n) ?? 0] = document;
        // Thousands change in a minute; eyes follow ten in a second.
        if (performance.now() - shown > 100) {
          shown = performance.now();
          this.documents = [...documents];
        }
      },
      waiting: (waiting: boolean): void => {
        this.waiting = waiting;
      },
    };
    try {
      const free = await exclusively(async () => {
        this.its = its.state === 'undoing' ? await undo(its, its.undoReason ?? 'incorrect_data', signal, progress) : await send(its, signal, progress);
      });
      if (!free) {
        this.failure = t().imports.otherWindow;
      }
    } catch (error) {
      this.failure = isStopped(error) ? t().imports.stopped : problemText(error);
    }
    this.documents = await store.documents(this.importId);
    this.at = 'rest';
    this.waiting = false;
    if (this.failure === '') {
      announce(this.its?.state === 'undone' ? t().imports.undone : t().imports.done);
      await this.updateComplete;
      this.querySelector<HTMLElement>('h2')?.focus();
    }
  }

  private async undo(): Promise<void> {
    if (this.its !== undefined) {
      this.its = { ...this.its, state: 'undoing', undoReason: this.reason };
      await this.goOn();
    }
  }

  private save(): void {
    if (this.its !== undefined) {
      const name = `${this.its.fileName.replace(/\.[A-Za-z0-9]+$/, '')}-result.csv`;
      saveFile(name, 'text/csv;charset=utf-8', resultCsv(this.its, this.documents, location.origin));
    }
  }

  private readonly close = (): void => {
    this.dispatchEvent(new Event('closed'));
  };

  override render(): TemplateResult {
    const m = t().imports;
    const its = this.its;
    if (its === undefined) {
      return html`<p class="loading">${t().app.loading}</p>`;
    }
    return html`
      <p class="lead file">${its.fileName}</p>
      ${this.failure === ''
        ? nothing
        : html`<p class="notice warn" role="alert">
            ${this.failure} <button type="button" @click=${() => void this.goOn()}>${m.goOn}</button>
          </p>`}
      ${its.state === 'running' || its.state === 'undoing' ? this.underWay(its) : this.over(its)}
    `;
  }

  private underWay(its: Import): TemplateResult {
    const m = t().imports;
    const all = this.documents.length;
    const decided = this.documents.filter((document) => document.state !== 'waiting' && document.state !== 'tried').length;
    const events = this.documents.filter((document) => document.state === 'logged').flatMap((document) => document.events);
    const undone = events.filter((event) => event.undone === true).length;
    const [done, of, text] =
      its.state === 'running'
        ? [decided, all, m.running(formatNumber(decided), formatNumber(all))]
        : [undone, events.length, m.undoing(formatNumber(undone), formatNumber(events.length))];
    return html`<div class="card">
      <p id="progress-text"><strong>${text}</strong></p>
      <progress max=${of} .value=${done} aria-labelledby="progress-text"></progress>
      ${this.waiting ? html`<p class="notice warn" role="status">${m.waiting}</p>` : nothing}
      <p class="help">${m.keepOpen}</p>
      ${this.at === 'work' ? html`<button type="button" @click=${() => this.stopper.abort()}>${m.stop}</button>` : nothing}
    </div>`;
  }

  private over(its: Import): TemplateResult {
    const m = t().imports;
    const count = (state: Sent['state']): number => this.documents.filter((document) => document.state === state).length;
    const events = undoable(this.documents);
    const undone = this.documents.flatMap((document) => document.events).filter((event) => event.undone === true).length;
    const faults = [...its.leftOut.flatMap((row) => row.faults), ...this.documents.flatMap((document) => document.faults)];
    const tag = (n: number, text: (n: string) => string, look: string): TemplateResult | typeof nothing =>
      n === 0 ? nothing : html`<li><span class="tag ${look}">${text(formatNumber(n))}</span></li>`;
    return html`<div class="card">
        <h2 tabindex="-1">${its.state === 'undone' ? m.undone : m.done}</h2>
        <ul class="plain counts">
          ${tag(count('logged'), m.logged, 'good')} ${tag(count('known'), m.known, '')} ${tag(count('refused'), m.refused, 'bad')}
          ${tag(its.leftOut.length, m.leftOut, 'warn')} ${tag(undone, m.undoneText, 'warn')}
        </ul>
        <div class="row">
          <button type="button" class="primary" @click=${this.save}>${m.saveResult}</button>
          <button type="button" @click=${this.close}>${m.other}</button>
        </div>
      </div>
      ${faultTable(faults, its.headers, its.mapping)}
      ${events === 0
        ? nothing
        : html`<details class="undo">
            <summary>${m.undo}</summary>
            <div class="card">
              <p>${m.undoHelp}</p>
              <div class="field">
                <label for="undo-reason">${m.undoReason}</label>
                <select id="undo-reason" @change=${(event: Event) => (this.reason = (event.target as HTMLSelectElement).value as UndoReason)}>
                  ${(['incorrect_data', 'did_not_occur'] as const).map(
                    (reason) => html`<option value=${reason} ?selected=${reason === this.reason}>${m.undoReasons[reason]}</option>`,
                  )}
                </select>
              </div>
              <button type="button" @click=${() => void this.undo()}>${m.undoConfirm(formatNumber(events))}</button>
            </div>
          </details>`}`;
  }
}

customElements.define('tally-import-run', ImportRun);
