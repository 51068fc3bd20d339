import { html, nothing, type TemplateResult } from 'lit';
import { json, page, type Page, request } from '../api/client.ts';
import { attachmentLinks, isAdding } from '../attachment/attachments.ts';
import type { Attachment } from '../attachment/names.ts';
import '../difference/difference.ts';
import { OUTCOMES, outcomesOfGuest } from '../difference/forms.ts';
import { identify } from '../gs1/identifier.ts';
import { formatQuantity, formatTime, t } from '../i18n/index.ts';
import { all, type Announced, type AnnouncedGoods, type Difference } from '../receive/count.ts';
import { may, type Session } from '../session/session.ts';
import { localTime } from '../ship/draft.ts';
import { rememberedPlace } from '../ship/memory.ts';
import { parameter } from '../shell/navigate.ts';
import { announce } from '../ui/announce.ts';
import { problemText } from '../ui/problem-text.ts';
import { placeText, thingText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import { address, difference, guestOne, guestPage, GUEST_SHIPMENTS, REASONS, type GuestShipment, type Reason } from './shipments.ts';

/** As many as one looks through. */
const LISTED = 100;

/**
 * The shipments that name a guest's numbers, or for this company's people all of them; and each with what was said of it by
 * either side, and what may be said to it.
 */
class Shipments extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    shipments: { state: true },
    more: { state: true },
    opened: { state: true },
    photos: { state: true },
    fault: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private shipments: readonly Announced[] | undefined;
  private more: string | undefined;
  private opened: GuestShipment | undefined;
  /** Of the difference that is being told of. */
  private photos: readonly Attachment[] = [];
  private fault = '';
  private failure = '';
  /** Names the request, so that a retry after a lost answer opens no second difference. */
  private attempt = crypto.randomUUID();
  private turn = 0;

  private get isGuest(): boolean {
    return may(this.session, 'guest.read');
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      void this.load();
    }
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    const [index, position] = parameter('shipment').split('/').map(Number);
    try {
      if (index !== undefined && position !== undefined) {
        const opened = await this.one({ index, position });
        if (turn === this.turn) {
          this.opened = opened;
        }
      } else {
        this.opened = undefined;
        this.shipments = undefined;
        await this.page(this.isGuest ? `${GUEST_SHIPMENTS}?limit=${LISTED}` : `/api/v1/shipments?limit=${LISTED}`, turn);
      }
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private async one(at: Pick<Announced, 'index' | 'position'>): Promise<GuestShipment> {
    if (this.isGuest) {
      return guestOne(at);
    }
    const shipment = await json<Announced>(`/api/v1/shipments/${at.index}/${at.position}`);
    return { shipment, attachments: [], sentByGuest: false };
  }

  private async page(path: string, turn: number): Promise<void> {
    this.more = undefined;
    const { member, more } = this.isGuest ? await guestPage(path) : await page<Page<Announced>>(path);
    if (turn === this.turn) {
      this.shipments = [...(this.shipments ?? []), ...member];
      this.more = more;
    }
  }

  private async further(): Promise<void> {
    try {
      await this.page(this.more ?? '', this.turn);
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  /** The place of his that the shipment goes to, else the first of his; of this company's people the place that it goes to. */
  private at(shipment: Announced): string {
    const to = shipment.to === undefined ? undefined : identify(shipment.to);
    const gln = to?.kind === 'place' || to?.kind === 'party' ? to.gln : '';
    if (!this.isGuest) {
      return gln === '' ? rememberedPlace() : gln;
    }
    const own = this.session?.glns ?? [];
    return own.includes(gln) ? gln : (own[0] ?? '');
  }

  private get mayReport(): boolean {
    return this.isGuest ? may(this.session, 'guest.receive') : may(this.session, 'events.capture');
  }

  private shipmentAddress(shipment: Announced): string {
    return this.isGuest ? address(shipment) : `/api/v1/shipments/${shipment.index}/${shipment.position}`;
  }

  private async report(event: Event, shipment: Announced): Promise<void> {
    event.preventDefault();
    if (isAdding(this)) {
      this.fault = t().attachments.wait;
      return;
    }
    const m = t().guest;
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const chosen = new Set(data.getAll('goods').map(String));
    if (chosen.size === 0) {
      this.fault = m.goodsMissing;
      announce(this.fault);
      form.querySelector<HTMLElement>('[name="goods"]')?.focus();
      return;
    }
    this.fault = '';
    const body = difference(
      this.at(shipment),
      localTime(new Date()),
      String(data.get('reason')) as Reason,
      String(data.get('note') ?? ''),
      all(shipment.goods).filter((goods) => chosen.has(goods.identifier)),
      this.photos,
    );
    try {
      await request(`${this.shipmentAddress(shipment)}/differences`, {
        method: 'POST',
        headers: { 'Idempotency-Key': this.attempt },
        body,
      });
      this.attempt = crypto.randomUUID();
      this.photos = [];
      form.reset();
      form.closest('details')?.removeAttribute('open');
      await this.load();
      announce(m.reported);
      await this.updateComplete;
      this.querySelector<HTMLElement>('#differences-title')?.focus();
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  override render(): TemplateResult {
    const m = t().guest;
    return html`
      <h1 tabindex="-1">${this.opened === undefined ? m.title : (this.opened.shipment.number ?? m.one)}</h1>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.opened !== undefined ? this.shown(this.opened) : this.list()}
    `;
  }

  private list(): TemplateResult {
    const m = t().guest;
    const shipments = this.shipments;
    return html`
      ${this.isGuest ? html`<p class="lead">${m.lead((this.session?.glns ?? []).map(placeText).join(', '))}</p>` : nothing}
      ${shipments === undefined
        ? html`<p class="loading">${t().app.loading}</p>`
        : shipments.length === 0
          ? html`<div class="empty"><p>${m.none}</p></div>`
          : html`<ul class="list">
              ${shipments.map(
                (each) => html`<li>
                  <a href="/shipments?shipment=${each.index}/${each.position}">
                    <strong>${each.number ?? each.goods.map((goods) => thingText(goods.identifier)).join(', ')}</strong>
                    ${state(each)}
                    <span class="muted">${fromTo(each)} · ${formatTime(each.shippedAt)} · ${t().ship.count(each.goods.length)}</span>
                  </a>
                </li>`,
              )}
            </ul>`}
      ${this.more === undefined
        ? nothing
        : html`<button type="button" @click=${() => void this.further()}>${t().app.more}</button>`}
    `;
  }

  private shown({ shipment, attachments, sentByGuest }: GuestShipment): TemplateResult {
    const m = t().guest;
    const differences = shipment.differences ?? [];
    return html`
      <p><a href="/shipments">${m.back}</a></p>
      <div class="card">
        <dl class="facts">
          <dt>${t().receive.state}</dt>
          <dd>${state(shipment)}</dd>
          <dt>${t().ship.from}</dt>
          <dd>${shipment.from === undefined ? '' : thingText(shipment.from)}</dd>
          <dt>${t().ship.to}</dt>
          <dd>${shipment.to === undefined ? '' : thingText(shipment.to)}</dd>
          <dt>${t().event.when}</dt>
          <dd><time datetime=${shipment.shippedAt}>${formatTime(shipment.shippedAt)}</time></dd>
        </dl>
        ${attachmentLinks(attachments, `${address(shipment)}/attachments`)}
        ${shipment.state === 'received' || sentByGuest || !this.mayReport
          ? nothing
          : html`<p><a class="button primary" href="/receive?shipment=${shipment.index}/${shipment.position}">${t().receive.confirm}</a></p>`}
      </div>
      <section aria-labelledby="goods-title">
        <h2 id="goods-title">${t().ship.goods}</h2>
        <ul class="goods">${shipment.goods.map((goods) => goodsItem(goods))}</ul>
      </section>
      <section aria-labelledby="differences-title">
        <h2 id="differences-title" tabindex="-1">${m.differences}</h2>
        ${differences.length === 0
          ? html`<p class="muted">${m.noDifferences}</p>`
          : differences.map((each) => this.difference(each, shipment, sentByGuest))}
        ${this.mayReport ? this.reportForm(shipment) : nothing}
        ${this.isGuest ? html`<p class="muted">${m.honest}</p>` : nothing}
      </section>
    `;
  }

  private difference(each: Difference, shipment: Announced, sentByGuest: boolean): TemplateResult {
    const own = this.session?.glns ?? [];
    return html`<tally-difference
      .difference=${each}
      .base=${this.isGuest ? '/api/v1/guest/differences' : '/api/v1/differences'}
      .files=${this.isGuest ? `${address(shipment)}/attachments` : '/api/v1/attachments'}
      .outcomes=${!this.mayReport ? [] : this.isGuest ? outcomesOfGuest(each, sentByGuest, own) : OUTCOMES}
      .mayAnswer=${this.mayReport}
      .mayTakeBack=${!this.isGuest && this.mayReport}
      @changed=${() => void this.load()}
    ></tally-difference>`;
  }

  private reportForm(shipment: Announced): TemplateResult {
    const m = t().guest;
    return html`<details class="card" ?open=${this.fault !== ''}>
          <summary>${m.report}</summary>
          <form novalidate @submit=${(event: Event) => void this.report(event, shipment)}>
            ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
            <fieldset>
              <legend>${t().ship.goods}</legend>
              ${all(shipment.goods).map(
                (goods, i) => html`<div class="check">
                  <input type="checkbox" id="goods-${i}" name="goods" value=${goods.identifier} />
                  <label for="goods-${i}">${amountText(goods)}${thingText(goods.identifier)}</label>
                </div>`,
              )}
            </fieldset>
            <div class="field">
              <label for="reason">${t().event.reason}</label>
              <select id="reason" name="reason">
                ${REASONS.map((reason) => html`<option value=${reason}>${m.reasons[reason]}</option>`)}
              </select>
            </div>
            <div class="field">
              <label for="note">${m.note}</label>
              <input id="note" name="note" autocomplete="off" maxlength="500" aria-describedby="note-help" />
              <p id="note-help" class="help">${m.noteHelp}</p>
            </div>
            <tally-attachments
              .path=${this.isGuest ? `${address(shipment)}/attachments` : '/api/v1/attachments'}
              .value=${this.photos}
              @chosen=${(event: CustomEvent<readonly Attachment[]>) => {
                this.photos = event.detail;
              }}
            ></tally-attachments>
            <button class="primary">${m.reportNow}</button>
          </form>
        </details>`;
  }
}

function state(shipment: Announced): TemplateResult {
  const m = t().receive;
  switch (shipment.state) {
    case 'received':
      return html`<span class="tag good">${m.received}</span>`;
    case 'partlyReceived':
      return html`<span class="tag warn">${m.partly}</span>`;
    case 'open':
      return html`<span class="tag">${m.open}</span>`;
  }
}

function fromTo(shipment: Announced): string {
  return `${shipment.from === undefined ? '' : thingText(shipment.from)} → ${shipment.to === undefined ? '' : thingText(shipment.to)}`;
}

function amountText(goods: AnnouncedGoods): string {
  return goods.quantity === undefined ? '' : `${formatQuantity(goods.quantity, goods.uom)} `;
}

function goodsItem(goods: AnnouncedGoods): TemplateResult {
  return html`<li>
    <div class="thing">
      <span class="name">${amountText(goods)}${thingText(goods.identifier)}</span>
      ${goods.received ? html`<span class="tag good">✓ ${t().receive.received}</span>` : nothing}
    </div>
    ${goods.contents === undefined ? nothing : html`<ul>${goods.contents.map((each) => goodsItem(each))}</ul>`}
  </li>`;
}

customElements.define('tally-shipments', Shipments);
