import { html, nothing, type TemplateResult } from 'lit';
import { json, nextPage, readJson, request } from '../api/client.ts';
import { allPlaces, allProducts } from '../data/names.ts';
import { readEvent, type EpcisEvent } from '../event/epcis.ts';
import { identify, uriOf } from '../gs1/identifier.ts';
import { formatNumber, formatTime, t } from '../i18n/index.ts';
import { parameter, showParameters } from '../shell/navigate.ts';
import { labelOf } from '../print/label.ts';
import { may, type Session } from '../session/session.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { saveFile } from '../ui/save-file.ts';
import { scanFaultText } from '../scan/fault-text.ts';
import { thingText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import { eventTable } from './event-list.ts';
import { collect, eventsCsv, queryDocument } from './export.ts';
import { ask, dayOf, eventQueries, queryOf, type Filters } from './query.ts';

interface Found {
  readonly identifier: string;
  readonly events: number;
  readonly moreEvents: boolean;
  readonly lastEventTime: string;
}

/** Long enough that a scanner has sent all of its characters, too short to be waited for. */
const TYPING_PAUSE_MILLIS = 150;
const NAMES_SHOWN = 5;

/** One field for everything. What is searched for and how it is narrowed stands in the address. */
class Search extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    text: { state: true },
    filters: { state: true },
    found: { state: true },
    events: { state: true },
    documents: { state: true },
    next: { state: true },
    state: { state: true },
    failure: { state: true },
    hint: { state: true },
    exporting: { state: true },
    exported: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private text = '';
  private filters: Filters = { from: '', until: '', step: '' };
  private found: readonly Found[] = [];
  private events: readonly EpcisEvent[] = [];
  /** What the events were found by. */
  private queries: readonly string[] = [];
  private next: string | undefined;
  private state: 'idle' | 'busy' | 'done' = 'idle';
  private failure = '';
  private hint = '';
  private asked = new AbortController();
  private timer = 0;
  /** So many events of an export are here. */
  private exporting: number | undefined;
  private exported = '';
  private isExportCut = false;
  private exporter = new AbortController();

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      this.text = parameter('q');
      this.filters = { from: dayOf(parameter('from')), until: dayOf(parameter('until')), step: parameter('step') };
      void this.search();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.asked.abort();
    this.exporter.abort();
  }

  private typed(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.go(true), TYPING_PAUSE_MILLIS);
  }

  private go(replace: boolean): void {
    clearTimeout(this.timer);
    showParameters({ q: this.text, ...this.filters }, replace);
    void this.search();
  }

  private narrow(name: keyof Filters, value: string): void {
    this.filters = { ...this.filters, [name]: value };
    this.go(true);
  }

  private async search(): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.failure = '';
    this.hint = '';
    this.state = 'busy';
    try {
      const asked = ask(this.text);
      const queries =
        this.text.trim() === ''
          ? [queryOf({}, this.filters)]
          : asked.asked === 'thing'
            ? eventQueries(asked.uri, this.filters)
            : [];
      if (asked.asked === 'text' && this.text.trim() !== '') {
        this.hint = asked.fault === undefined ? '' : scanFaultText(asked.fault);
        const answer = await json<{ member: Found[] }>(`/api/v1/search?q=${encodeURIComponent(asked.text)}`, { signal });
        this.found = [...this.named(asked.text), ...answer.member];
        const only = this.found.length === 1 ? this.found[0] : undefined;
        await this.load(only === undefined ? [] : eventQueries(only.identifier, this.filters), signal);
      } else {
        this.found = [];
        await this.load(queries, signal);
      }
      this.state = 'done';
      this.say();
    } catch (error) {
      if (!signal.aborted) {
        this.failure = problemText(error);
        this.state = 'done';
      }
    }
  }

  /** Places and products that this node has a name for. */
  private named(text: string): Found[] {
    const wanted = text.toLowerCase();
    const named = (uri: string): Found => ({ identifier: uri, events: 0, moreEvents: true, lastEventTime: '' });
    return [
      ...allPlaces()
        .filter((each) => each.name.toLowerCase().includes(wanted))
        .slice(0, NAMES_SHOWN)
        .map((each) => named(uriOf({ kind: 'place', gln: each.gln }))),
      ...allProducts()
        .filter((each) => each.name.toLowerCase().includes(wanted))
        .slice(0, NAMES_SHOWN)
        .map((each) => named(uriOf({ kind: 'product', gtin: each.gtin }))),
    ];
  }

  private async load(queries: readonly string[], signal: AbortSignal): Promise<void> {
    this.queries = queries;
    this.exported = '';
    const pages = await Promise.all(queries.map((query) => this.page(query, signal)));
    const seen = new Map<string, EpcisEvent>();
    for (const event of pages.flatMap((page) => page.events)) {
      seen.set(`${event.eventID} ${event.recordTime ?? ''} ${event.errorDeclaration === undefined}`, event);
    }
    this.events = [...seen.values()].sort((a, b) => Date.parse(b.eventTime) - Date.parse(a.eventTime));
    // Several questions are merged by their first pages; of one, the next page goes on.
    this.next = pages.length === 1 ? pages[0]?.next : undefined;
  }

  private async page(address: string, signal?: AbortSignal): Promise<{ events: readonly EpcisEvent[]; next: string | undefined }> {
    const response = await request(address, signal === undefined ? {} : { signal });
    const document = await readJson<{ epcisBody?: { queryResults?: { resultsBody?: { eventList?: unknown[] } } } }>(response);
    const bodies = document.epcisBody?.queryResults?.resultsBody?.eventList ?? [];
    return { events: bodies.map(readEvent), next: nextPage(response) };
  }

  private async more(): Promise<void> {
    if (this.next === undefined) {
      return;
    }
    try {
      const page = await this.page(this.next);
      this.events = [...this.events, ...page.events];
      this.next = page.next;
      this.say();
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private say(): void {
    announce(this.found.length === 0 && this.events.length === 0 ? t().search.none : this.countText());
  }

  private countText(): string {
    const m = t().search;
    return this.next === undefined ? m.found(this.events.length) : m.foundMore(this.events.length);
  }

  /** All that is found, not what is shown; a long one can be stopped. */
  private async save(as: 'csv' | 'epcis'): Promise<void> {
    this.exporter = new AbortController();
    this.exporting = 0;
    this.failure = '';
    this.exported = '';
    const m = t().search;
    try {
      const { events, isCut } = await collect(this.queries, this.exporter.signal, (done) => (this.exporting = done));
      if (as === 'csv') {
        saveFile('events.csv', 'text/csv;charset=utf-8', eventsCsv(events, thingText));
      } else {
        saveFile('events.jsonld', 'application/ld+json', queryDocument(events, new Date()));
      }
      this.exported = isCut ? m.exportedCut(formatNumber(events.length)) : m.exported(formatNumber(events.length));
      this.isExportCut = isCut;
      announce(this.exported);
    } catch (error) {
      if (!this.exporter.signal.aborted) {
        this.failure = problemText(error);
      }
    }
    this.exporting = undefined;
  }

  override render(): TemplateResult {
    const m = t().search;
    const asked = ask(this.text);
    const subject = asked.asked === 'thing' && this.text.trim() !== '' ? asked.uri : this.found.length === 1 ? this.found[0]?.identifier : undefined;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      <form
        role="search"
        @submit=${(event: Event) => {
          event.preventDefault();
          this.go(false);
        }}
      >
        <div class="field wide">
          <label for="search-text">${m.label}</label>
          <div class="row">
            <input
              id="search-text"
              data-first
              type="search"
              enterkeyhint="search"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              aria-describedby="search-help"
              .value=${this.text}
              @input=${this.typed}
            />
            <button class="primary">${m.submit}</button>
          </div>
          <p id="search-help" class="help">${m.help}</p>
          ${this.hint === '' ? nothing : html`<p class="fault">${this.hint}</p>`}
        </div>
        <details class="filters" ?open=${Object.values(this.filters).some((value) => value !== '')}>
          <summary>${m.filters}</summary>
          <div class="fields">
            <div class="field">
              <label for="from">${m.from}</label>
              <input id="from" type="date" .value=${this.filters.from} @change=${(event: Event) => this.narrow('from', (event.target as HTMLInputElement).value)} />
            </div>
            <div class="field">
              <label for="until">${m.until}</label>
              <input id="until" type="date" .value=${this.filters.until} @change=${(event: Event) => this.narrow('until', (event.target as HTMLInputElement).value)} />
            </div>
            <div class="field">
              <label for="step">${m.step}</label>
              <select id="step" @change=${(event: Event) => this.narrow('step', (event.target as HTMLSelectElement).value)}>
                <option value="">${m.anyStep}</option>
                ${Object.entries(t().terms.step).map(
                  ([step, name]) => html`<option value=${step} ?selected=${step === this.filters.step}>${name}</option>`,
                )}
              </select>
            </div>
          </div>
        </details>
      </form>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${subject === undefined ? nothing : this.subject(subject)}
      ${this.found.length > 1 || (this.found.length === 1 && subject === undefined) ? this.identifiers() : nothing}
      ${this.results()}
    `;
  }

  private subject(uri: string): TemplateResult {
    const kind = identify(uri).kind;
    const traceable = kind === 'package' || kind === 'item' || kind === 'lot' || kind === 'other';
    return html`<div class="subject card">
      <div>
        <span class="tag">${t().kinds[kind]}</span>
        <strong>${thingText(uri)}</strong>
        <p class="muted code">${uri}</p>
      </div>
      <div class="row">
        ${traceable ? html`<a class="button" href="/trace?of=${encodeURIComponent(uri)}">${t().search.trace}</a>` : nothing}
        ${labelOf(uri) !== undefined && may(this.session, 'events.capture')
          ? html`<a class="button" href="/print?of=${encodeURIComponent(uri)}">${t().print.label}</a>`
          : nothing}
      </div>
    </div>`;
  }

  private identifiers(): TemplateResult {
    const m = t();
    return html`<section aria-labelledby="identifiers-title">
      <h2 id="identifiers-title">${m.search.identifiers}</h2>
      <ul class="list">
        ${this.found.map(
          (each) => html`<li>
            <a href="/search?q=${encodeURIComponent(each.identifier)}">
              <span class="tag">${m.kinds[identify(each.identifier).kind]}</span>
              <strong>${thingText(each.identifier)}</strong>
              ${each.lastEventTime === ''
                ? nothing
                : html`<span class="muted">
                    ${m.search.found(each.events)}${each.moreEvents ? '+' : ''} · ${formatTime(each.lastEventTime)}
                  </span>`}
            </a>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  private results(): TemplateResult | typeof nothing {
    const m = t().search;
    if (this.state === 'busy' && this.events.length === 0) {
      return html`<p class="loading">${t().app.loading}</p>`;
    }
    if (this.events.length === 0) {
      return this.found.length > 1 || this.failure !== ''
        ? nothing
        : html`<div class="empty"><p><strong>${m.none}</strong></p><p>${m.noneHint}</p></div>`;
    }
    return html`<section aria-labelledby="events-title" aria-busy=${this.state === 'busy'}>
      <div class="title-row">
        <h2 id="events-title">${this.countText()}</h2>
        <div class="row">
          ${this.exporting === undefined
            ? html`<button type="button" @click=${() => void this.save('csv')}>${m.exportCsv}</button>
                <button type="button" @click=${() => void this.save('epcis')}>${m.exportEpcis}</button>`
            : html`<span role="status">${m.exporting(formatNumber(this.exporting))}</span>
                <button type="button" @click=${() => this.exporter.abort()}>${t().imports.stop}</button>`}
        </div>
      </div>
      ${this.exported === '' ? nothing : html`<p class="notice ${this.isExportCut ? 'warn' : 'good'}">${this.exported}</p>`}
      ${eventTable(this.events, `${this.countText()}, ${m.newestFirst}`)}
      ${this.next === undefined ? nothing : html`<button type="button" @click=${() => void this.more()}>${t().app.more}</button>`}
    </section>`;
  }
}

customElements.define('tally-search', Search);
