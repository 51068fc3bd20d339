import { html, nothing, type TemplateResult } from 'lit';
import { formatTime, t } from '../i18n/index.ts';
import { parameter, showParameters } from '../shell/navigate.ts';
import type { Session } from '../session/session.ts';
import { View } from '../ui/view.ts';
import './columns-view.ts';
import './epcis-view.ts';
import { unreadableText } from './fault-text.ts';
import { readFile, type ReadFile } from './read-file.ts';
import './run-view.ts';
import * as store from './store.ts';
import type { Import } from './store.ts';
import { FILE_BYTES_MAX } from './table.ts';
import { UnreadableFile } from './unreadable-file.ts';

/**
 * A file becomes shipments, receipts or events: read here, looked at by the node, confirmed by a person, sent piece by
 * piece. All of it goes through the public API, one form for each document, so a script can do the same.
 */
class ImportView extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    importId: { state: true },
    read: { state: true },
    fileName: { state: true },
    state: { state: true },
    failure: { state: true },
    over: { state: true },
    earlier: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private importId = '';
  private read: ReadFile | undefined;
  private fileName = '';
  private state: 'idle' | 'reading' = 'idle';
  private failure = '';
  /** A file is held over the page. */
  private over = false;
  private earlier: readonly Import[] = [];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      this.importId = parameter('run');
      void this.list();
    }
  }

  private async list(): Promise<void> {
    this.earlier = await store.imports(this.session?.id ?? '');
  }

  private async take(file: File | undefined): Promise<void> {
    if (file === undefined) {
      return;
    }
    this.state = 'reading';
    this.failure = '';
    this.read = undefined;
    this.fileName = file.name;
    try {
      if (file.size > FILE_BYTES_MAX) {
        throw new UnreadableFile({ why: 'tooLarge', bytes: file.size, max: FILE_BYTES_MAX });
      }
      this.read = await readFile(new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      if (error instanceof UnreadableFile) {
        this.failure = unreadableText(error.reason);
      } else if (error instanceof DOMException) {
        this.failure = unreadableText({ why: 'gone' });
      } else {
        throw error;
      }
    }
    this.state = 'idle';
  }

  private readonly dropped = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    void this.take(event.dataTransfer?.files[0]);
  };

  private readonly held = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  private show(id: string): void {
    showParameters({ run: id });
    this.importId = id;
    this.read = undefined;
  }

  private readonly close = (): void => {
    showParameters({});
    this.importId = '';
    this.read = undefined;
    this.failure = '';
    void this.list();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#file')?.focus());
  };

  private async forget(id: string): Promise<void> {
    await store.forget(id);
    await this.list();
  }

  override render(): TemplateResult {
    const m = t().imports;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      ${this.importId !== ''
        ? html`<tally-import-run .importId=${this.importId} .session=${this.session} @closed=${this.close}></tally-import-run>`
        : this.read === undefined
          ? this.choice()
          : this.taken(this.read)}
    `;
  }

  private taken(read: ReadFile): TemplateResult {
    const confirmed = (event: CustomEvent<string>): void => this.show(event.detail);
    return read.kind === 'epcis'
      ? html`<tally-import-epcis
          .session=${this.session}
          .text=${read.text}
          .fileName=${this.fileName}
          @confirmed=${confirmed}
          @closed=${this.close}
        ></tally-import-epcis>`
      : html`<tally-import-columns
          .session=${this.session}
          .table=${read.table}
          .workbook=${read.kind === 'workbook' ? read.workbook : undefined}
          .fileName=${this.fileName}
          @confirmed=${confirmed}
          @closed=${this.close}
        ></tally-import-columns>`;
  }

  private choice(): TemplateResult {
    const m = t().imports;
    return html`
      <p class="lead">${m.lead}</p>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert"><strong>${this.fileName}</strong>: ${this.failure}</p>`}
      <div
        class="drop ${this.over ? 'over' : ''}"
        @drop=${this.dropped}
        @dragover=${this.held}
        @dragleave=${() => (this.over = false)}
      >
        <label for="file"><strong>${m.drop}</strong></label>
        <p class="help">${m.kinds}</p>
        <input
          id="file"
          data-first
          type="file"
          accept=".csv,.txt,.tsv,.xlsx,.json,.jsonld,text/csv,application/json"
          @change=${(event: Event) => void this.take((event.target as HTMLInputElement).files?.[0])}
        />
        ${this.state === 'reading' ? html`<p class="loading" role="status">${m.reading}</p>` : nothing}
      </div>
      ${this.earlier.length === 0
        ? nothing
        : html`<section aria-labelledby="earlier-title">
            <h2 id="earlier-title">${m.earlier}</h2>
            <ul class="list links">
              ${this.earlier.map(
                (each) => html`<li class="row">
                  <span class="grow">
                    <strong>${each.fileName}</strong> <span class="muted">${formatTime(each.createdAt)}</span>
                    <span class="tag ${each.state === 'done' ? 'good' : 'warn'}">${m.states[each.state]}</span>
                  </span>
                  <button type="button" aria-label=${m.show(each.fileName)} @click=${() => this.show(each.id)}>
                    ${each.state === 'running' || each.state === 'undoing' ? m.goOn : t().event.open}
                  </button>
                  <button type="button" class="quiet" title=${m.forgetHelp} @click=${() => void this.forget(each.id)}>${m.forget}</button>
                </li>`,
              )}
            </ul>
          </section>`}
    `;
  }
}

customElements.define('tally-import', ImportView);
