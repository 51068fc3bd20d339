import { html, nothing, type TemplateResult } from 'lit';
import { formatQuantity, formatTime, t } from '../i18n/index.ts';
import { goods, place, whatHappened, type EpcisEvent } from '../event/epcis.ts';
import { thingText } from '../ui/thing.ts';

/** How many things of an event a row names; the event's own page names them all. */
const SHOWN = 2;

export function goodsText(event: EpcisEvent): string {
  const all = goods(event);
  const named = all
    .slice(0, SHOWN)
    .map((part) =>
      part.quantity === undefined ? thingText(part.identifier) : `${formatQuantity(part.quantity, part.uom)} ${thingText(part.identifier)}`,
    );
  return named.join(', ') + (all.length > SHOWN ? ` +${all.length - SHOWN}` : '');
}

export function eventAddress(event: EpcisEvent): string {
  return `/event?id=${encodeURIComponent(event.eventID)}`;
}

/** Events as a table; on a narrow screen each row is a card. */
export function eventTable(events: readonly EpcisEvent[], caption: string): TemplateResult {
  const m = t().search;
  return html`<table class="events cards">
    <caption class="unseen">${caption}</caption>
    <thead>
      <tr>
        <th scope="col">${m.time}</th>
        <th scope="col">${m.what}</th>
        <th scope="col">${m.where}</th>
        <th scope="col">${m.goods}</th>
      </tr>
    </thead>
    <tbody>
      ${events.map((event) => {
        const where = place(event);
        return html`<tr class=${event.errorDeclaration === undefined ? nothing : 'wrong'}>
          <td><time datetime=${event.eventTime}>${formatTime(event.eventTime)}</time></td>
          <th scope="row">
            <a href=${eventAddress(event)}>${whatHappened(event)}</a>
            ${event.errorDeclaration === undefined ? nothing : html`<span class="tag bad">${m.declaredWrong}</span>`}
          </th>
          <td>${where === undefined ? '' : thingText(where)}</td>
          <td>${goodsText(event)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
