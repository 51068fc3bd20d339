// A workbook of SpreadsheetML (ECMA-376 part 1, section 18), as far as its cells go:
//
//   xl/workbook.xml               the sheets in order, and which day is day 0
//   xl/_rels/workbook.xml.rels    the part of each sheet
//   xl/sharedStrings.xml          texts, by their number
//   xl/styles.xml                 which number formats are dates
//   xl/worksheets/sheet1.xml      rows of cells
//
// Dates come out as 2026-11-24 or 2026-11-24T08:30:00, numbers with a point and without groups.

import { tableOf, type Row, type Table } from './table.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { pieces } from './xml-scanner.ts';
import { ZipFile } from './zip-reader.ts';

/** Some fifty thousand rows of forty cells, as programs write them; a tab of a browser bears it. */
export const UNPACKED_BYTES_MAX = 96 * 1024 * 1024;

const WORKBOOK = 'xl/workbook.xml';
const OLE_SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0];

export class Workbook {
  private readonly zip: ZipFile;
  /** Part by name, in the order of the workbook. */
  private readonly parts: ReadonlyMap<string, string>;
  private readonly from1904: boolean;
  private readonly texts: readonly string[];
  private readonly dateStyles: ReadonlySet<number>;

  private constructor(
    zip: ZipFile,
    parts: ReadonlyMap<string, string>,
    from1904: boolean,
    texts: readonly string[],
    dateStyles: ReadonlySet<number>,
  ) {
    this.zip = zip;
    this.parts = parts;
    this.from1904 = from1904;
    this.texts = texts;
    this.dateStyles = dateStyles;
  }

  static async open(bytes: Uint8Array): Promise<Workbook> {
    if (OLE_SIGNATURE.every((byte, i) => bytes[i] === byte)) {
      throw new UnreadableFile({ why: 'oldWorkbook' });
    }
    const zip = new ZipFile(bytes, UNPACKED_BYTES_MAX);
    if (!zip.has(WORKBOOK)) {
      throw new UnreadableFile({ why: 'damaged', detail: WORKBOOK });
    }
    const targets = new Map<string, string>();
    for (const piece of pieces(await zip.text('xl/_rels/workbook.xml.rels'), 'workbook.xml.rels')) {
      if (piece.piece === 'open' && piece.name === 'Relationship') {
        const target = piece.attributes.get('Target') ?? '';
        targets.set(piece.attributes.get('Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
      }
    }
    const parts = new Map<string, string>();
    let from1904 = false;
    for (const piece of pieces(await zip.text(WORKBOOK), WORKBOOK)) {
      if (piece.piece !== 'open') {
        continue;
      }
      if (piece.name === 'workbookPr') {
        from1904 = ['1', 'true'].includes(piece.attributes.get('date1904') ?? '');
      }
      const state = piece.attributes.get('state') ?? 'visible';
      if (piece.name === 'sheet' && state === 'visible') {
        const part = targets.get(piece.attributes.get('r:id') ?? '');
        if (part !== undefined && part.includes('worksheets/')) {
          parts.set(piece.attributes.get('name') ?? '', part);
        }
      }
    }
    if (parts.size === 0) {
      throw new UnreadableFile({ why: 'empty' });
    }
    const texts = zip.has('xl/sharedStrings.xml') ? sharedTexts(await zip.text('xl/sharedStrings.xml')) : [];
    const dateStyles = zip.has('xl/styles.xml') ? dates(await zip.text('xl/styles.xml')) : new Set<number>();
    return new Workbook(zip, parts, from1904, texts, dateStyles);
  }

  sheets(): readonly string[] {
    return [...this.parts.keys()];
  }

  async table(sheet: string): Promise<Table> {
    const part = this.parts.get(sheet);
    if (part === undefined) {
      throw new Error(`no sheet ${sheet}`);
    }
    return tableOf(this.rows(await this.zip.text(part), part), { kind: 'xlsx', sheet, sheets: this.sheets() });
  }

  private *rows(xml: string, part: string): Generator<Row> {
    let number = 0;
    let cells: string[] = [];
    let column = -1;
    let type = '';
    let style = 0;
    let value = '';
    let inValue = false;
    let phonetic = false;
    for (const piece of pieces(xml, part)) {
      if (piece.piece === 'text') {
        if (inValue && !phonetic) {
          value += piece.text;
        }
        continue;
      }
      const opens = piece.piece === 'open';
      switch (piece.name) {
        case 'row':
          if (opens) {
            number = Number(piece.attributes.get('r') ?? number + 1);
            cells = [];
            column = -1;
          } else {
            if (number > 0 && cells.length > 0) {
              yield { number, cells };
            }
          }
          break;
        case 'c':
          if (opens) {
            column = columnOf(piece.attributes.get('r')) ?? column + 1;
            type = piece.attributes.get('t') ?? 'n';
            style = Number(piece.attributes.get('s') ?? 0);
            value = '';
          } else if (value !== '') {
            if (column >= COLUMN_MAX) {
              throw new UnreadableFile({ why: 'damaged', detail: part });
            }
            while (cells.length < column) {
              cells.push('');
            }
            cells[column] = this.cell(type, style, value, part);
          }
          break;
        case 'v':
        case 't':
          inValue = opens && !piece.empty;
          break;
        case 'rPh':
          // How a Japanese word is read; it is no part of the word.
          phonetic = opens && !piece.empty;
          break;
      }
    }
  }

  private cell(type: string, style: number, value: string, part: string): string {
    switch (type) {
      case 's': {
        const text = this.texts[Number(value)];
        if (text === undefined) {
          throw new UnreadableFile({ why: 'damaged', detail: part });
        }
        return text;
      }
      case 'inlineStr':
      case 'str':
      case 'e':
        return value;
      case 'b':
        return value === '1' ? 'true' : 'false';
      case 'd':
        return value.replace(/Z$/, '').replace(/T00:00:00(?:\.0+)?$/, '');
      default: {
        const number = Number(value);
        if (Number.isNaN(number)) {
          throw new UnreadableFile({ why: 'damaged', detail: part });
        }
        return this.dateStyles.has(style) ? day(number, this.from1904) : plain(number, value);
      }
    }
  }
}

/** Column XFD is a sheet's last. */
const COLUMN_MAX = 16_384;

function columnOf(reference: string | undefined): number | undefined {
  const letters = reference === undefined ? null : /^([A-Z]{1,3})\d+$/.exec(reference);
  if (letters === null) {
    return undefined;
  }
  return [...(letters[1] ?? '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let text = '';
  let inText = false;
  let phonetic = false;
  for (const piece of pieces(xml, 'sharedStrings.xml')) {
    if (piece.piece === 'text') {
      if (inText && !phonetic) {
        text += piece.text;
      }
    } else if (piece.name === 't') {
      inText = piece.piece === 'open' && !piece.empty;
    } else if (piece.name === 'rPh') {
      phonetic = piece.piece === 'open' && !piece.empty;
    } else if (piece.name === 'si') {
      if (piece.piece === 'open') {
        text = '';
      } else {
        texts.push(text);
      }
    }
  }
  return texts;
}

/** The numbers of the formats that are dates without being written down (section 18.8.30). */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58]);

/** The styles under which a number is a date. */
function dates(xml: string): ReadonlySet<number> {
  const formats = new Map<number, string>();
  const styles = new Set<number>();
  let inCellFormats = false;
  let style = 0;
  for (const piece of pieces(xml, 'styles.xml')) {
    if (piece.piece === 'text') {
      continue;
    }
    if (piece.name === 'cellXfs') {
      inCellFormats = piece.piece === 'open' && !piece.empty;
    } else if (piece.piece === 'open' && piece.name === 'numFmt') {
      formats.set(Number(piece.attributes.get('numFmtId')), piece.attributes.get('formatCode') ?? '');
    } else if (piece.piece === 'open' && piece.name === 'xf' && inCellFormats) {
      const format = Number(piece.attributes.get('numFmtId') ?? 0);
      const code = formats.get(format);
      if (code === undefined ? BUILT_IN_DATES.has(format) : isDateFormat(code)) {
        styles.add(style);
      }
      style++;
    }
  }
  return styles;
}

/** Whether its letters, apart from texts, colours and conditions, are those of dates. */
export function isDateFormat(code: string): boolean {
  const letters = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return !/^general$/i.test(letters) && /[dmyhs]/i.test(letters.replace(/[E][+-]/gi, ''));
}

const DAY_MILLIS = 86_400_000;

/** Days since 1899-12-30, in which 1900 is a leap year, or since 1904-01-01 (section 18.17.4). */
export function day(serial: number, from1904: boolean): string {
  // Before March 1900 the count is one off: it has a 29 February 1900 of its own.
  const days = from1904 ? serial : serial < 60 ? serial + 1 : serial;
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const seconds = Math.round(days * 86_400);
  if (serial < 0 || serial >= 2_958_466 || (!from1904 && Math.floor(serial) === 60)) {
    return String(serial);
  }
  const iso = new Date(epoch + seconds * 1000).toISOString();
  if (serial < 1 && serial > 0) {
    return iso.slice(11, 19);
  }
  return (seconds * 1000) % DAY_MILLIS === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}

/**
 * Without an exponent as long as no digit is lost; 0.1 is stored as 0.10000000000000001. A number of more digits than a
 * spreadsheet keeps (an SSCC that was typed as a number) stays as it stands, so that it is seen that its end is gone.
 */
function plain(number: number, written: string): string {
  if (/^-?\d+$/.test(written)) {
    return written;
  }
  return Math.abs(number) >= 1e15 ? number.toExponential() : String(number);
}
