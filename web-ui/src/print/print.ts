import { html, nothing, type TemplateResult } from 'lit';
import { json, Problem } from '../api/client.ts';
import { readEvent, type EpcisEvent } from '../event/epcis.ts';
import { identify } from '../gs1/identifier.ts';
import { formatQuantity, formatTime, t } from '../i18n/index.ts';
import { may, type Session } from '../session/session.ts';
import { parameter, showParameters } from '../shell/navigate.ts';
import { problemText } from '../ui/problem-text.ts';
import { identifiedText, placeText, productText, thingText } from '../ui/thing.ts';
import { View } from '../ui/view.ts';
import { labelOf, symbolAddress, SYMBOLOGIES, usualSymbology, type Label, type Symbology } from './label.ts';

/** As many as somebody prints at once; a roll has more, and a printer a setting for copies. */
const COPIES_MAX = 200;

interface Goods {
  readonly identifier: string;
  readonly quantity?: number;
  readonly uom?: string;
  readonly contents?: readonly Goods[];
}

/** As `GET /api/v1/shipments/{index}/{position}` has it. */
interface Shipment {
  readonly index: number;
  readonly position: number;
  readonly eventID: string;
  readonly number?: string;
  readonly shippedAt: string;
  readonly from?: string;
  readonly to?: string;
  readonly goods: readonly Goods[];
}

/** Paper: a label of a thing, or the note that goes with a shipment. The address says which. */
class Print extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    typed: { state: true },
    symbology: { state: true },
    copies: { state: true },
    shipment: { state: true },
    event: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private typed = '';
  private symbology: Symbology | undefined;
  private copies = 1;
  private shipment: Shipment | undefined;
  /** Its shipping event, for the papers that it names. */
  private event: EpcisEvent | undefined;
  private failure = '';

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      this.typed = parameter('of');
      const symbol = parameter('symbol');
      this.symbology = SYMBOLOGIES.find((each) => each === symbol);
      const shipment = /^(\d+)\/(\d+)$/.exec(parameter('shipment'));
      this.shipment = undefined;
      this.failure = '';
      if (shipment !== null) {
        void this.load(`${shipment[1]}/${shipment[2]}`);
      }
    }
  }

  private async load(address: string): Promise<void> {
    try {
      this.shipment = await json<Shipment>(`/api/v1/shipments/${address}`);
      this.event = may(this.session, 'record.read') ? readEvent(await json<unknown>(`/api/v1/records/${address}`)) : undefined;
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private say(): void {
    showParameters({ of: this.typed, symbol: this.symbology }, true);
  }

  override render(): TemplateResult {
    const m = t().print;
    return html`
      <h1 tabindex="-1" class="no-print">${parameter('shipment') === '' ? m.label : m.note}</h1>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${parameter('shipment') === '' ? this.labels() : this.shipment === undefined ? nothing : this.note(this.shipment)}
    `;
  }

  // ---- labels

  private labels(): TemplateResult {
    const m = t().print;
    const label = labelOf(this.typed);
    return html`
      <form class="card no-print" @submit=${(event: Event) => this.print(event)}>
        <div class="field">
          <label for="of">${m.of}</label>
          <input
            id="of"
            data-first
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-describedby="of-help"
            aria-invalid=${this.typed.trim() === '' || label !== undefined ? 'false' : 'true'}
            .value=${this.typed}
            @input=${(event: Event) => {
              this.typed = (event.target as HTMLInputElement).value;
              this.say();
            }}
          />
          <p id="of-help" class="help">${m.ofHelp}</p>
          ${this.typed.trim() === '' || label !== undefined ? nothing : html`<p class="fault">${m.ofWrong}</p>`}
        </div>
        <div class="fields">
          <div class="field">
            <label for="symbol">${m.symbol}</label>
            <select
              id="symbol"
              @change=${(event: Event) => {
                this.symbology = (event.target as HTMLSelectElement).value as Symbology;
                this.say();
              }}
            >
              ${SYMBOLOGIES.map(
                (each) => html`<option value=${each} ?selected=${each === (this.symbology ?? (label === undefined ? undefined : usualSymbology(label)))}>${m.symbols[each]}</option>`,
              )}
            </select>
          </div>
          <div class="field">
            <label for="copies">${m.copies}</label>
            <input
              id="copies"
              type="number"
              min="1"
              max=${COPIES_MAX}
              .value=${String(this.copies)}
              @change=${(event: Event) => {
                const n = (event.target as HTMLInputElement).valueAsNumber;
                this.copies = Number.isInteger(n) ? Math.min(Math.max(n, 1), COPIES_MAX) : 1;
              }}
            />
          </div>
        </div>
        <button class="primary" ?disabled=${label === undefined}>${m.print}</button>
      </form>
      ${label === undefined
        ? nothing
        : html`<div class="labels">
            ${Array.from({ length: this.copies }, (_, i) => this.label(label, this.symbology ?? usualSymbology(label), i))}
          </div>`}
    `;
  }

  private print(event: Event): void {
    event.preventDefault();
    window.print();
  }

  private label(label: Label, symbology: Symbology, copy: number): TemplateResult {
    const { scanned } = label;
    const item = scanned.kind === 'item' ? scanned : scanned.kind === 'package' ? scanned.contents : undefined;
    const name =
      scanned.kind === 'place' ? placeText(scanned.gln) : item === undefined ? '' : productText(item.gtin);
    const failed = (event: Event): void => {
      (event.target as HTMLElement).hidden = true;
      void this.explain(label, symbology);
    };
    return html`<article class="label" aria-label=${t().print.labelOf(label.text)} ?hidden=${false} data-copy=${copy}>
      ${name === '' ? nothing : html`<p class="name">${name}</p>`}
      <img src=${symbolAddress(label.text, symbology)} alt=${`${t().print.symbols[symbology] ?? ''}: ${label.text}`} @error=${failed} @load=${(event: Event) => ((event.target as HTMLElement).hidden = false)} />
      <p class="elements code">${lines(label.text).map((line) => html`<span>${line}</span> `)}</p>
    </article>`;
  }

  /** Why a symbol was not drawn: an image cannot say it. */
  private async explain(label: Label, symbology: Symbology): Promise<void> {
    try {
      await json<unknown>(symbolAddress(label.text, symbology));
    } catch (error) {
      if (error instanceof Problem) {
        this.failure = problemText(error) + (error.errors[0] === undefined ? '' : ` ${error.errors[0].detail}`);
      }
    }
  }

  // ---- the note of a shipment

  private note(shipment: Shipment): TemplateResult {
    const m = t();
    const papers = this.event?.papers.filter((paper) => paper.type !== 'desadv') ?? [];
    return html`
      <p class="row no-print">
        <button type="button" class="primary" @click=${() => window.print()}>${m.print.print}</button>
        <a class="button" href="/event?id=${encodeURIComponent(shipment.eventID)}">${m.ship.showEvent}</a>
      </p>
      <article class="card note" aria-labelledby="note-title">
        <h2 id="note-title">${m.terms.paper['desadv']} ${shipment.number}</h2>
        <dl class="facts">
          ${shipment.from === undefined ? nothing : html`<dt>${m.event.comesFrom}</dt><dd>${placed(shipment.from)}</dd>`}
          ${shipment.to === undefined ? nothing : html`<dt>${m.event.goesTo}</dt><dd>${placed(shipment.to)}</dd>`}
          <dt>${m.event.when}</dt><dd>${formatTime(shipment.shippedAt)}</dd>
          ${papers.map((paper) => {
            const named = identify(paper.value);
            return html`<dt>${m.terms.paper[paper.type] ?? paper.type}</dt><dd>${named.kind === 'paper' ? named.number : paper.value}</dd>`;
          })}
        </dl>
        <table class="cards">
          <caption class="unseen">${m.event.goods}</caption>
          <thead>
            <tr>
              <th scope="col">${m.event.goods}</th>
              <th scope="col">${m.search.identifier}</th>
              <th scope="col">${m.ship.quantity}</th>
            </tr>
          </thead>
          <tbody>${shipment.goods.map((goods) => this.goods(goods, 0))}</tbody>
        </table>
        <p class="help">${m.print.recorded(String(shipment.index), String(shipment.position))} <span class="code">${shipment.eventID}</span></p>
        <p class="signature">${m.print.received}</p>
      </article>
    `;
  }

  private goods(goods: Goods, depth: number): TemplateResult {
    const thing = identify(goods.identifier);
    const label = labelOf(goods.identifier);
    return html`<tr>
        <th scope="row" class="depth-${Math.min(depth, 4)}">${identifiedText(thing)}</th>
        <td class="code">
          ${label?.text ?? goods.identifier}
          ${thing.kind === 'package'
            ? html`<a class="no-print" href="/print?of=${encodeURIComponent(goods.identifier)}">${t().print.label}</a>`
            : nothing}
        </td>
        <td>${goods.quantity === undefined ? nothing : formatQuantity(goods.quantity, goods.uom)}</td>
      </tr>
      ${(goods.contents ?? []).map((inside) => this.goods(inside, depth + 1))}`;
  }
}

function placed(uri: string): TemplateResult {
  const place = identify(uri);
  const gln = place.kind === 'place' || place.kind === 'party' ? place.gln : undefined;
  return html`${thingText(uri)} ${gln === undefined ? nothing : html`<span class="code">GLN ${gln}</span>`}`;
}

/** Each element on its own, so that none is broken in two. */
function lines(text: string): readonly string[] {
  return text.split(/(?=\((?:\d{2,4})\))/).filter((line) => line !== '');
}

customElements.define('tally-print', Print);
