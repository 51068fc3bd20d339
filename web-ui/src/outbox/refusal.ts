import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/index.ts';
import type { Entry } from './outbox.ts';

/** What the node said against an entry that it did not take. */
export const refusal = (entry: Entry): TemplateResult =>
  html`<div class="notice bad" role="alert">
    <p><strong>${t().ship.refused}</strong></p>
    <p>${t().problem.technical} ${entry.detail}</p>
    <ul>${(entry.errors ?? []).map((each) => html`<li>${t().ship.fieldFault(each.pointer, each.detail)}</li>`)}</ul>
  </div>`;
