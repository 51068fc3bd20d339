import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, t } from '../i18n/index.ts';
import { saveFile } from '../ui/save-file.ts';
import type { RowFault } from './documents.ts';
import { faultColumn, rowFaultText } from './fault-text.ts';
import type { Mapping } from './fields.ts';
import { faultsCsv } from './result.ts';

/** A mistake in a column is in every row; so many show it. */
const SHOWN = 50;

/** What is wrong, row by row, and all of it as a file. */
export function faultTable(faults: readonly RowFault[], headers: readonly string[], mapping: Mapping): TemplateResult | typeof nothing {
  const m = t().imports;
  if (faults.length === 0) {
    return nothing;
  }
  const sorted = [...faults].sort((a, b) => a.row - b.row);
  return html`<section aria-labelledby="faults-title">
    <div class="title-row">
      <h2 id="faults-title">${m.faults}</h2>
      <button type="button" @click=${() => saveFile('faults.csv', 'text/csv;charset=utf-8', faultsCsv(sorted, headers, mapping))}>${m.saveFaults}</button>
    </div>
    <table class="cards faults">
      <caption class="unseen">${m.faults}</caption>
      <thead>
        <tr>
          <th scope="col">${m.row}</th>
          <th scope="col">${m.where}</th>
          <th scope="col">${m.reason}</th>
        </tr>
      </thead>
      <tbody>
        ${sorted.slice(0, SHOWN).map(
          (fault) => html`<tr>
            <th scope="row">${m.row} ${fault.row}</th>
            <td>${faultColumn(fault, headers, mapping)}</td>
            <td>${rowFaultText(fault)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${sorted.length > SHOWN ? html`<p class="muted">${m.faultsMore(formatNumber(sorted.length - SHOWN))}</p>` : nothing}
  </section>`;
}
