import { formatNumber, t } from '../i18n/index.ts';
import type { RowFault } from './documents.ts';
import { columnsOf, type Mapping } from './fields.ts';
import { columnName } from './table.ts';
import type { Unreadable } from './unreadable-file.ts';

/** What is wrong with a row, in the reader's words; the node's own where it is the node that says so. */
export function rowFaultText(fault: RowFault): string {
  const m = t().imports.rowFaults;
  switch (fault.fault) {
    case 'missing':
      return m.missing;
    case 'noGoods':
      return m.noGoods;
    case 'time':
      return m.time(fault.value);
    case 'noSuchDay':
      return m.noSuchDay(fault.value);
    case 'amount':
      return m.amount(fault.value);
    case 'digitsLost':
      return m.digitsLost(fault.value);
    case 'checkDigit':
      return m.checkDigit(fault.value, String(fault.right));
    case 'place':
      return m.place(fault.value);
    case 'product':
      return m.product(fault.value);
    case 'sscc':
      return m.sscc(fault.value);
    case 'qualifier':
      return m.qualifier(fault.value);
    case 'step':
      return m.step(fault.value);
    case 'disposition':
      return m.disposition(fault.value);
    case 'differs':
      return m.differs(fault.value, String(fault.otherRow), fault.other);
    case 'ragged':
      return m.ragged(String(fault.cells), String(fault.columns));
    case 'numberTaken':
      return m.numberTaken;
    case 'undoneBefore':
      return m.undoneBefore;
    case 'node':
      return `${t().problem.technical} ${fault.detail}`;
  }
}

/** The header of the column that a fault is in; where no column says the field, its name. */
export function faultColumn(fault: RowFault, headers: readonly string[], mapping: Mapping): string {
  if (fault.field === undefined) {
    return '';
  }
  const columns = columnsOf(mapping, fault.field);
  return columns.length === 0 ? (t().imports.fields[fault.field] ?? fault.field) : columns.map((column) => headerText(headers, column)).join(' | ');
}

export function headerText(headers: readonly string[], column: number): string {
  const header = headers[column] ?? '';
  return header === '' ? t().imports.nameless(columnName(column)) : header;
}

export function bytesText(bytes: number): string {
  return `${formatNumber(Math.ceil(bytes / 104_857.6) / 10)} MiB`;
}

export function unreadableText(reason: Unreadable): string {
  const m = t().imports.unreadable;
  switch (reason.why) {
    case 'tooLarge':
      return m.tooLarge(bytesText(reason.bytes), bytesText(reason.max));
    case 'empty':
      return m.empty;
    case 'gone':
      return m.gone;
    case 'noRows':
      return m.noRows;
    case 'notText':
      return m.notText;
    case 'tooManyRows':
      return m.tooManyRows(formatNumber(reason.max));
    case 'tooManyColumns':
      return m.tooManyColumns(formatNumber(reason.max));
    case 'cellTooLong':
      return m.cellTooLong(String(reason.row), formatNumber(reason.max));
    case 'quotes':
      return m.quotes(String(reason.row));
    case 'oldWorkbook':
      return m.oldWorkbook;
    case 'unpacksTooLarge':
      return m.unpacksTooLarge(bytesText(reason.max));
    case 'damaged':
      return m.damaged(reason.detail);
    case 'notEpcis':
      return m.notEpcis(reason.detail);
  }
}
