// What became of each row, as a table that opens in a spreadsheet.

import { t } from '../i18n/index.ts';
import { csv } from '../ui/csv.ts';
import type { RowFault } from './documents.ts';
import { faultColumn, rowFaultText } from './fault-text.ts';
import type { Mapping } from './fields.ts';
import type { Import, Sent } from './store.ts';

interface Line {
  readonly row: number;
  readonly cells: readonly string[];
}

/** One line for each row of the file, and for each further fault of it. */
export function resultCsv(its: Import, documents: readonly Sent[], origin: string): string {
  const m = t().imports;
  const lines: Line[] = documents.flatMap((document) => document.rows.flatMap((row) => sentLines(its, document, row, origin)));
  for (const { row, number, faults } of its.leftOut) {
    const outcome = m.outcomes['leftOut'] ?? '';
    if (faults.length === 0) {
      lines.push({ row, cells: [String(row), number, outcome, '', '', '', m.because] });
    }
    faults.forEach((fault) =>
      lines.push({ row, cells: [String(row), number, outcome, '', '', faultColumn(fault, its.headers, its.mapping), rowFaultText(fault)] }),
    );
  }
  lines.sort((a, b) => a.row - b.row);
  return csv([[m.row, m.document, m.outcome, t().event.id, m.link, m.where, m.reason], ...lines.map((line) => line.cells)]);
}

function sentLines(its: Import, document: Sent, row: number, origin: string): Line[] {
  const m = t().imports;
  const undone = document.events.length > 0 && document.events.every((event) => event.undone === true);
  const outcome = m.outcomes[undone ? 'undone' : document.state === 'tried' ? 'waiting' : document.state] ?? document.state;
  const main = document.path === '/api/v1/receivings' ? document.events[0] : document.events.at(-1);
  const link =
    main === undefined
      ? ''
      : main.eventID === ''
        ? `${origin}/api/v1/records/${main.index}/${main.position}`
        : `${origin}/event?id=${encodeURIComponent(main.eventID)}`;
  const common = [String(row), document.number, outcome, main?.eventID ?? '', link];
  const own = document.faults.filter((fault) => fault.row === row);
  const faults: readonly (RowFault | undefined)[] = own.length === 0 ? [undefined] : own;
  return faults.map((fault) => ({
    row,
    cells:
      fault === undefined
        ? [...common, '', document.state === 'refused' ? m.because : '']
        : [...common, faultColumn(fault, its.headers, its.mapping), rowFaultText(fault)],
  }));
}

export function faultsCsv(faults: readonly RowFault[], headers: readonly string[], mapping: Mapping): string {
  const m = t().imports;
  return csv([
    [m.row, m.where, m.reason],
    ...faults.map((fault) => [String(fault.row), faultColumn(fault, headers, mapping), rowFaultText(fault)]),
  ]);
}
