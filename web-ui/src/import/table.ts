// A file of rows, whatever it was: a header, and rows under it. Pure.

import { UnreadableFile } from './unreadable-file.ts';

export interface Row {
  /** As a spreadsheet counts: the header of a file that begins with it is row 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly headers: readonly string[];
  readonly rows: readonly Row[];
  readonly source: Source;
}

/** What the file was taken for; it is said aloud, so that whoever knows better sees it. */
export type Source =
  | { readonly kind: 'csv'; readonly encoding: Encoding; readonly delimiter: Delimiter }
  | { readonly kind: 'xlsx'; readonly sheet: string; readonly sheets: readonly string[] };

export type Encoding = 'UTF-8' | 'UTF-16' | 'Windows-1252';
export type Delimiter = ',' | ';' | '\t';

/** All of it is in memory, several times over; a shift's shipments are a hundredth of this. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** What a node on one machine records in some minutes while somebody watches; more is a connection's job, not a person's. */
export const ROWS_MAX = 50_000;

/** A spreadsheet of an ERP has some forty; each is a line of the page that somebody looks at. */
export const COLUMNS_MAX = 200;

/** Numbers, names and remarks; the longest text that an event's identifiers can hold is far below. */
export const CELL_CHARS_MAX = 2_000;

/** The first row that says anything is the header; rows that say nothing are left out, and counted. */
export function tableOf(all: Iterable<Row>, source: Source): Table {
  let headers: readonly string[] | undefined;
  const rows: Row[] = [];
  for (const row of all) {
    const cells = withoutTail(row.cells.map((cell) => cell.trim()));
    if (cells.length === 0) {
      continue;
    }
    if (cells.length > COLUMNS_MAX) {
      throw new UnreadableFile({ why: 'tooManyColumns', max: COLUMNS_MAX });
    }
    if (cells.some((cell) => cell.length > CELL_CHARS_MAX)) {
      throw new UnreadableFile({ why: 'cellTooLong', row: row.number, max: CELL_CHARS_MAX });
    }
    if (headers === undefined) {
      headers = cells;
      continue;
    }
    if (rows.length === ROWS_MAX) {
      throw new UnreadableFile({ why: 'tooManyRows', max: ROWS_MAX });
    }
    rows.push({ number: row.number, cells });
  }
  if (headers === undefined) {
    throw new UnreadableFile({ why: 'empty' });
  }
  if (rows.length === 0) {
    throw new UnreadableFile({ why: 'noRows' });
  }
  return { headers, rows, source };
}

function withoutTail(cells: readonly string[]): readonly string[] {
  let length = cells.length;
  while (length > 0 && cells[length - 1] === '') {
    length--;
  }
  return cells.slice(0, length);
}

/** As a spreadsheet names it: A, B … Z, AA. */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}
