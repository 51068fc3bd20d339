import { html, nothing, type TemplateResult } from 'lit';
import { page, type Page } from '../api/client.ts';
import { formatTime, t } from '../i18n/index.ts';
import type { Difference } from '../receive/count.ts';
import { differenceText, outcomeText } from '../receive/differences.ts';
import type { Session } from '../session/session.ts';
import { parameter, showParameters } from '../shell/navigate.ts';
import { problemText } from '../ui/problem-text.ts';
import { thingText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';

const STATES = ['open', 'closed'] as const;

/** Every difference, open or closed; the filter stands in the address. */
class Differences extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    members: { state: true },
    more: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private members: readonly Difference[] | undefined;
  private more: string | undefined;
  private failure = '';
  private turn = 0;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      this.members = undefined;
      void this.page(`/api/v1/differences?limit=50&state=${this.state}`, ++this.turn);
    }
  }

  private get state(): string {
    return parameter('state') === 'closed' ? 'closed' : 'open';
  }

  private async page(address: string, turn: number): Promise<void> {
    this.more = undefined;
    try {
      const { member, more } = await page<Page<Difference>>(address);
      if (turn === this.turn) {
        this.members = [...(this.members ?? []), ...member];
        this.more = more;
        this.failure = '';
      }
    } catch (error) {
      if (turn === this.turn) {
        this.failure = problemText(error);
      }
    }
  }

  private choose(event: Event): void {
    const state = (event.target as HTMLSelectElement).value;
    showParameters(state === 'open' ? {} : { state });
    this.members = undefined;
    void this.page(`/api/v1/differences?limit=50&state=${state}`, ++this.turn);
  }

  override render(): TemplateResult {
    const m = t().difference;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      <div class="field">
        <label for="state">${m.which}</label>
        <select id="state" @change=${(event: Event) => this.choose(event)}>
          ${STATES.map((each) => html`<option value=${each} ?selected=${each === this.state}>${m[each]}</option>`)}
        </select>
      </div>
      ${this.members === undefined
        ? this.failure === '' ? html`<p class="loading">${t().app.loading}</p>` : nothing
        : this.members.length === 0
          ? html`<div class="empty"><p>${this.state === 'open' ? m.noneOpen : m.noneClosed}</p></div>`
          : differenceLinks(this.members)}
      ${this.more === undefined
        ? nothing
        : html`<button type="button" @click=${() => void this.page(this.more ?? '', this.turn)}>${t().app.more}</button>`}
    `;
  }
}

/** Each leads to its shipment, where its course stands. */
export function differenceLinks(differences: readonly Difference[]): TemplateResult {
  return html`<ul class="list">
    ${differences.map((each) => {
      const at = each.shipment;
      return html`<li>
        <a href=${at === undefined ? `/event?id=${encodeURIComponent(each.eventID)}` : `/shipments?shipment=${at.index}/${at.position}`}>
          <strong>${each.goods.map(thingText).join(', ')}</strong>
          <span class="tag ${each.state === 'closed' ? 'good' : 'warn'}">${each.state === 'closed' ? outcomeText(each.outcome) : differenceText(each)}</span>
          <span class="muted">
            ${at?.number ?? ''} ${each.confirmedBy === undefined ? '' : thingText(each.confirmedBy)} · ${formatTime(each.observedAt)}
          </span>
        </a>
      </li>`;
    })}
  </ul>`;
}

customElements.define('tally-differences', Differences);
