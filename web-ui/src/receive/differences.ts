import { html, nothing, type TemplateResult } from 'lit';
import { OUTCOMES } from '../difference/forms.ts';
import { REASONS } from '../guest/shipments.ts';
import { formatTime, t } from '../i18n/index.ts';
import { thingText } from '../ui/thing.ts';
import type { Difference } from './count.ts';

/** What was said of a shipment by either side; nothing where nothing was. */
export function differenceList(differences: readonly Difference[]): TemplateResult | typeof nothing {
  return differences.length === 0
    ? nothing
    : html`<ul class="list links" aria-label=${t().guest.differences}>
        ${differences.map(
          (each) => html`<li>
            <span class="tag warn">${differenceText(each)}</span> ${each.goods.map(thingText).join(', ')}
            ${each.note === undefined ? nothing : html`<q>${each.note}</q>`}
            ${each.state === 'closed' ? html`<span class="tag good">${outcomeText(each.outcome)}</span>` : nothing}
            <span class="muted">
              ${each.confirmedBy === undefined ? nothing : thingText(each.confirmedBy)} ${formatTime(each.observedAt)}
            </span>
          </li>`,
        )}
      </ul>`;
}

export function differenceText(difference: Pick<Difference, 'reason' | 'disposition'>): string {
  const reason = REASONS.find((each) => each === difference.reason);
  if (reason !== undefined) {
    return t().guest.reasons[reason];
  }
  const disposition = difference.disposition ?? '';
  return t().terms.disposition[disposition] ?? disposition;
}

/** A word of ours, or whatever an event of somebody else has in its place. */
export function outcomeText(outcome: string | undefined): string {
  const known = OUTCOMES.find((each) => each === outcome);
  return known === undefined ? (outcome ?? '') : t().difference.outcomes[known];
}
