import { html, nothing, type TemplateResult } from 'lit';
import { page, type Page } from '../api/client.ts';
import { formatNumber, formatTime, t } from '../i18n/index.ts';
import { may, type Session } from '../session/session.ts';
import { parameter, showParameters } from '../shell/navigate.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { saveFile } from '../ui/save-file.ts';
import { View } from '../ui/view.ts';
import { ACTIONS, actionText, auditCsv, auditQuery, type Filter, type Line } from './lines.ts';

const SHOWN = 50;
const PAGE_LINES = 1_000;
/** A table that a person looks at; for all of a trail there is the API. */
const SAVED_MAX = 20_000;

/** Who did what: the audit trail, for auditors and administrators. The filter stands in the address. */
class Audit extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    lines: { state: true },
    more: { state: true },
    saving: { state: true },
    said: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private lines: readonly Line[] | undefined;
  private more: string | undefined;
  private saving = false;
  private said = '';
  private failure = '';
  private turn = 0;
  /** What this company calls keys and people, for those who may know. */
  private names = new Map<string, string>();

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      void this.load();
    }
  }

  private get filter(): Filter {
    const action = ACTIONS.find((each) => each === parameter('action'));
    return { key: parameter('key'), action: action ?? '', from: day('from'), until: day('until') };
  }

  private async load(): Promise<void> {
    this.lines = undefined;
    this.said = '';
    if (this.names.size === 0) {
      await this.learnNames();
    }
    await this.page(auditQuery(this.filter, SHOWN), ++this.turn);
  }

  private async learnNames(): Promise<void> {
    try {
      for (const [list, action] of [['/api/v1/keys', 'keys.manage'], ['/api/v1/people', 'people.manage']] as const) {
        if (may(this.session, action)) {
          const { member } = await page<Page<{ id: string; name: string }>>(`${list}?limit=1000`);
          member.forEach((each) => this.names.set(each.id, each.name));
        }
      }
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private async page(address: string, turn: number): Promise<void> {
    this.more = undefined;
    try {
      const { member, more } = await page<Page<Line>>(address);
      if (turn === this.turn) {
        this.lines = [...(this.lines ?? []), ...member];
        this.more = more;
        this.failure = '';
      }
    } catch (error) {
      if (turn === this.turn) {
        this.failure = problemText(error);
      }
    }
  }

  private narrow(event: Event): void {
    event.preventDefault();
    const data = new FormData(this.querySelector('form') ?? undefined);
    const value = (name: string): string => String(data.get(name) ?? '').trim();
    showParameters({ key: value('key'), action: value('action'), from: value('from'), until: value('until') });
    void this.load();
  }

  /** All of the question, and not what is shown. */
  private async save(): Promise<void> {
    this.saving = true;
    this.failure = '';
    const lines: Line[] = [];
    let cut = false;
    try {
      let next: string | undefined = auditQuery(this.filter, PAGE_LINES);
      while (next !== undefined) {
        const { member, more }: { member: readonly Line[]; more: string | undefined } = await page<Page<Line>>(next);
        lines.push(...member);
        next = more;
        if (lines.length >= SAVED_MAX && next !== undefined) {
          cut = true;
          next = undefined;
        }
        this.said = t().audit.saving(formatNumber(lines.length));
      }
      saveFile(`audit-${new Date().toISOString().slice(0, 10)}.csv`, 'text/csv;charset=utf-8', auditCsv(lines, this.names));
      this.said = cut ? t().audit.savedCut(formatNumber(lines.length)) : t().audit.saved(formatNumber(lines.length));
      announce(this.said);
    } catch (error) {
      this.said = '';
      this.failure = problemText(error);
    }
    this.saving = false;
  }

  override render(): TemplateResult {
    const m = t().audit;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      <p class="lead">${m.lead}</p>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.form()}
      ${this.lines === undefined
        ? this.failure === '' ? html`<p class="loading">${t().app.loading}</p>` : nothing
        : this.lines.length === 0 ? html`<div class="empty"><p>${m.none}</p></div>` : this.table(this.lines)}
      ${this.more === undefined
        ? nothing
        : html`<button type="button" @click=${() => void this.page(this.more ?? '', this.turn)}>${t().app.more}</button>`}
    `;
  }

  private form(): TemplateResult {
    const m = t().audit;
    const filter = this.filter;
    return html`<form novalidate @submit=${(event: Event) => this.narrow(event)} @change=${(event: Event) => this.narrow(event)}>
        <div class="fields">
          <div class="field">
            <label for="key">${m.who}</label>
            <input id="key" name="key" autocomplete="off" spellcheck="false" list="callers" .value=${filter.key} />
            <datalist id="callers">${[...this.names].map(([id, name]) => html`<option value=${id}>${name}</option>`)}</datalist>
          </div>
          <div class="field">
            <label for="action">${m.what}</label>
            <select id="action" name="action">
              <option value="" ?selected=${filter.action === ''}>${t().search.anyStep}</option>
              ${ACTIONS.map((each) => html`<option value=${each} ?selected=${each === filter.action}>${actionText(each)}</option>`)}
            </select>
          </div>
          <div class="field">
            <label for="from">${t().search.from}</label>
            <input id="from" name="from" type="date" .value=${filter.from} />
          </div>
          <div class="field">
            <label for="until">${t().search.until}</label>
            <input id="until" name="until" type="date" .value=${filter.until} />
          </div>
        </div>
        <p class="row">
          <button class="primary">${m.show}</button>
          <button type="button" ?disabled=${this.saving} @click=${() => void this.save()}>${t().search.exportCsv}</button>
          <span class="muted" role="status">${this.said}</span>
        </p>
      </form>`;
  }

  private table(lines: readonly Line[]): TemplateResult {
    const m = t().audit;
    return html`<table class="cards">
      <caption class="unseen">${m.title}</caption>
      <thead>
        <tr>
          <th scope="col">${m.time}</th>
          <th scope="col">${m.who}</th>
          <th scope="col">${m.what}</th>
          <th scope="col">${m.target}</th>
          <th scope="col">${m.status}</th>
          <th scope="col">${m.from}</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          (line) => html`<tr>
            <td><time datetime=${line.at}>${formatTime(line.at)}</time></td>
            <th scope="row">${this.caller(line)}</th>
            <td>${actionText(line.action)}</td>
            <td class="code">${line.target ?? ''}</td>
            <td><span class="tag ${line.status < 400 ? '' : 'bad'}">${line.status}</span></td>
            <td class="code">${line.address ?? ''}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private caller(line: Line): TemplateResult {
    if (line.key === undefined) {
      return html`<span class="muted">${t().audit.nobody}</span>`;
    }
    const name = this.names.get(line.key);
    const link = html`<a class="code" href="/audit?key=${encodeURIComponent(line.key)}">${line.key}</a>`;
    return name === undefined ? link : html`${name} ${link}`;
  }
}

/** What a date field writes; anything else asks for nothing. */
function day(name: string): string {
  const value = parameter(name);
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : '';
}

customElements.define('tally-audit', Audit);
