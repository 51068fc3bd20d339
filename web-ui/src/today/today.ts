import { html, nothing, type TemplateResult } from 'lit';
import { json } from '../api/client.ts';
import { differenceLinks } from '../difference/differences.ts';
import type { Announced, Difference } from '../receive/count.ts';
import { readEvent, type EpcisEvent } from '../event/epcis.ts';
import { formatTime, t } from '../i18n/index.ts';
import { thingText } from '../ui/thing.ts';
import { eventTable } from '../search/event-list.ts';
import { queryOf } from '../search/query.ts';
import '../keys/ending.ts';
import { isEmpty } from '../ship/draft.ts';
import { keptDraft } from '../ship/memory.ts';
import { forget, OUTBOX_CHANGED, refused, unsent } from '../outbox/outbox.ts';
import { may, type Action, type Session } from '../session/session.ts';
import { ROUTES } from '../shell/routes.ts';
import { icon } from '../shell/icons.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';

interface Job {
  readonly path: string;
  readonly hint: string;
  readonly needs: Action;
}

/** Of the latest shipments; who waits for an older one finds it by its number. */
const LOOKED_AT = 50;
const WAITING_SHOWN = 5;

/** Where a day begins: a job is one key away, and what happened last stands below. */
class Today extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    events: { state: true },
    waiting: { state: true },
    differing: { state: true },
    firstAccount: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private events: readonly EpcisEvent[] | undefined;
  /** Announced shipments of the latest that are not all received. */
  private waiting: readonly Announced[] = [];
  /** What is other than announced, and has no outcome yet. */
  private differing: readonly Difference[] = [];
  /** Nobody has an account yet, and whoever reads this may invite. */
  private firstAccount = false;
  private failure = '';

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(OUTBOX_CHANGED, this.outboxChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(OUTBOX_CHANGED, this.outboxChanged);
  }

  private readonly outboxChanged = (): void => {
    if (unsent().length === 0) {
      void this.load();
    }
    this.requestUpdate();
  };

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      void this.load();
    }
  }

  private async load(): Promise<void> {
    try {
      this.events = await latestEvents(8);
      this.differing = (await json<{ member: Difference[] }>(`/api/v1/differences?state=open&limit=${WAITING_SHOWN}`)).member;
      const latest = await json<{ member: Announced[] }>(`/api/v1/shipments?limit=${LOOKED_AT}`);
      this.waiting = latest.member.filter((each) => each.state !== 'received').slice(0, WAITING_SHOWN);
      if (this.session?.account === false && may(this.session, 'people.manage')) {
        this.firstAccount = (await json<{ member: unknown[] }>('/api/v1/people?limit=1')).member.length === 0;
      }
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  override render(): TemplateResult {
    const m = t();
    const jobs: readonly Job[] = [
      { path: '/ship', hint: m.today.shipHint, needs: 'events.capture' },
      { path: '/receive', hint: m.today.receiveHint, needs: 'events.capture' },
      { path: '/import', hint: m.imports.hint, needs: 'events.capture' },
      { path: '/search', hint: m.today.searchHint, needs: 'events.read' },
      { path: '/trace', hint: m.today.traceHint, needs: 'events.read' },
    ];
    return html`
      <h1 tabindex="-1">${m.today.title}</h1>
      <ul class="tiles" aria-label=${m.today.start}>
        ${jobs
          .filter((job) => ROUTES[job.path] !== undefined && may(this.session, job.needs))
          .map((job) => {
            const route = ROUTES[job.path];
            return route === undefined
              ? nothing
              : html`<li>
                  <a class="tile" href=${job.path} aria-keyshortcuts=${route.key ?? nothing}>
                    ${icon(route.view)}<strong>${route.title(m)}</strong><span class="muted">${job.hint}</span>
                    <kbd aria-hidden="true">${route.key?.toUpperCase()}</kbd>
                  </a>
                </li>`;
          })}
      </ul>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.firstAccount
        ? html`<p class="notice warn">${m.today.firstAccount} <a class="button" href="/people">${m.people.invite}</a></p>`
        : nothing}
      ${this.kept()} ${this.onItsWay()} ${this.differences()}
      <tally-ending-keys .session=${this.session}></tally-ending-keys>
      ${this.latest()}
    `;
  }

  /** What this browser holds for this person. */
  private kept(): TemplateResult | typeof nothing {
    const m = t().today;
    const waiting = unsent().length;
    const draft = this.session === undefined ? undefined : keptDraft(this.session.id);
    return html`
      ${waiting === 0 ? nothing : html`<p class="notice warn" role="status">${m.unsentText(waiting)}</p>`}
      ${refused().map(
        (each) => html`<div class="notice bad" role="alert">
          <p><strong>${m.refused(each.number)}</strong></p>
          <p class="muted">${each.detail} ${(each.errors ?? []).map((fault) => fault.detail).join(' ')}</p>
          <button type="button" @click=${() => forget(each.id)}>${m.understood}</button>
        </div>`,
      )}
      ${draft === undefined || isEmpty(draft)
        ? nothing
        : html`<p class="notice warn">${m.draft} <a class="button" href="/ship">${m.goOn}</a></p>`}
    `;
  }

  private onItsWay(): TemplateResult | typeof nothing {
    const m = t();
    if (this.waiting.length === 0) {
      return nothing;
    }
    return html`<section aria-labelledby="waiting-title">
      <h2 id="waiting-title">${m.today.waiting}</h2>
      <ul class="list">
        ${this.waiting.map(
          (each) => html`<li>
            <a href=${may(this.session, 'events.capture') ? `/receive?shipment=${each.index}/${each.position}` : `/event?id=${encodeURIComponent(each.eventID)}`}>
              <strong>${each.number ?? each.goods.map((goods) => thingText(goods.identifier)).join(', ')}</strong>
              ${each.state === 'partlyReceived' ? html`<span class="tag warn">${m.receive.partly}</span>` : nothing}
              <span class="muted">
                ${each.from === undefined ? '' : thingText(each.from)} → ${each.to === undefined ? '' : thingText(each.to)} ·
                ${formatTime(each.shippedAt)}
              </span>
            </a>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  private differences(): TemplateResult | typeof nothing {
    const m = t().today;
    return this.differing.length === 0
      ? nothing
      : html`<section aria-labelledby="differing-title">
          <h2 id="differing-title">${m.differences}</h2>
          ${differenceLinks(this.differing)}
          <p><a href="/differences">${t().difference.all}</a></p>
        </section>`;
  }

  private latest(): TemplateResult | typeof nothing {
    const m = t().today;
    if (this.events === undefined) {
      return this.failure === '' ? html`<p class="loading">${t().app.loading}</p>` : nothing;
    }
    if (this.events.length === 0) {
      return html`<div class="empty"><p><strong>${m.emptyTitle}</strong></p><p>${m.emptyText}</p></div>`;
    }
    return html`<section aria-labelledby="latest-title">
      <h2 id="latest-title">${m.latest}</h2>
      ${eventTable(this.events, m.latest)}
    </section>`;
  }
}

async function latestEvents(count: number): Promise<readonly EpcisEvent[]> {
  const document = await json<{ epcisBody: { queryResults: { resultsBody: { eventList: unknown[] } } } }>(
    queryOf({}, { from: '', until: '', step: '' }, count),
  );
  return document.epcisBody.queryResults.resultsBody.eventList.map(readEvent);
}

customElements.define('tally-today', Today);
