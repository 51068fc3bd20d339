// CSV as it is met: RFC 4180, by comma, semicolon or tab, in UTF-8 or what Windows calls ANSI.

import { tableOf, type Delimiter, type Encoding, type Row, type Table } from './table.ts';
import { UnreadableFile } from './unreadable-file.ts';

const DELIMITERS: readonly Delimiter[] = [';', ',', '\t'];

/** So many records show which delimiter it is. */
const LOOKED_AT = 20;

export function readCsv(bytes: Uint8Array): Table {
  const { text, encoding } = decode(bytes);
  if (text.includes('\0')) {
    throw new UnreadableFile({ why: 'notText' });
  }
  // Excel's own way to say the delimiter: a first line of its own.
  const said = /^sep=([,;\t])\r?\n/i.exec(text);
  const delimiter = said === null ? detectDelimiter(text) : (said[1] as Delimiter);
  return tableOf(records(said === null ? text : text.slice(said[0].length), delimiter, said === null ? 1 : 2), {
    kind: 'csv',
    encoding,
    delimiter,
  });
}

/** UTF-8 is what decodes as UTF-8: text of another encoding hardly ever does by chance. */
export function decode(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' };
  }
}

/** The one that makes the most columns of the header and the same number of most rows under it. */
function detectDelimiter(text: string): Delimiter {
  let best: Delimiter = ',';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const widths: number[] = [];
    try {
      for (const record of records(text, delimiter, 1)) {
        if (record.cells.length > 1 || record.cells[0] !== '') {
          widths.push(record.cells.length);
        }
        if (widths.length === LOOKED_AT) {
          break;
        }
      }
    } catch (error) {
      if (!(error instanceof UnreadableFile)) {
        throw error;
      }
      // Quotation marks that do not fit this delimiter; what was read before them counts.
    }
    const header = widths[0] ?? 1;
    const alike = widths.filter((width) => width === header).length / Math.max(1, widths.length);
    const score = (header - 1) * alike;
    if (score > most) {
      most = score;
      best = delimiter;
    }
  }
  return best;
}

/** Each record with the number that a spreadsheet gives it. */
export function* records(text: string, delimiter: Delimiter, first: number): Generator<Row> {
  let number = first;
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      [cell, at] = quoted(text, at, number);
      if (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') {
        throw new UnreadableFile({ why: 'quotes', row: number });
      }
    } else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') {
        at++;
      }
      cell = text.slice(start, at);
    }
    cells.push(cell);
    if (text[at] === delimiter) {
      at++;
      if (at === text.length) {
        cells.push('');
      }
      continue;
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    yield { number, cells };
    number++;
    cells = [];
  }
  if (cells.length > 0) {
    yield { number, cells };
  }
}

/** The text between quotation marks, and where it goes on behind them. */
function quoted(text: string, from: number, row: number): [string, number] {
  let cell = '';
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) {
      throw new UnreadableFile({ why: 'quotes', row });
    }
    cell += text.slice(at, end);
    if (text[end + 1] !== '"') {
      return [cell, end + 1];
    }
    cell += '"';
    at = end + 2;
  }
}
