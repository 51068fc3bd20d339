// Cells read as what they mean: times, amounts, numbers of places and products. Pure. What is not certain is refused: a
// date that could be two is asked for, not guessed.

import { checkDigit, wrongCheckDigit } from '../gs1/check-digit.ts';
import { identify } from '../gs1/identifier.ts';
import type { Source } from './table.ts';

/** Why a cell is not taken; each has its sentence in every language. */
export type ValueFault =
  | { readonly fault: 'time'; readonly value: string }
  | { readonly fault: 'noSuchDay'; readonly value: string }
  | { readonly fault: 'amount'; readonly value: string }
  | { readonly fault: 'digitsLost'; readonly value: string }
  | { readonly fault: 'checkDigit'; readonly value: string; readonly right: number }
  | { readonly fault: 'place'; readonly value: string }
  | { readonly fault: 'product'; readonly value: string }
  | { readonly fault: 'sscc'; readonly value: string }
  | { readonly fault: 'qualifier'; readonly value: string }
  | { readonly fault: 'step'; readonly value: string }
  | { readonly fault: 'disposition'; readonly value: string };

export type Read = { readonly ok: true; readonly value: string } | ({ readonly ok: false } & ValueFault);

export type DateOrder = 'dmy' | 'mdy';
export type Decimal = '.' | ',';
export type Zone = 'here' | 'UTC';

// ---- times

const MONTHS: Readonly<Record<string, number>> = {
  jan: 1, january: 1, januar: 1, feb: 2, february: 2, februar: 2, mar: 3, mär: 3, mrz: 3, march: 3, märz: 3, apr: 4, april: 4, may: 5, mai: 5,
  jun: 6, june: 6, juni: 6, jul: 7, july: 7, juli: 7, aug: 8, august: 8, sep: 9, sept: 9, september: 9, oct: 10, okt: 10, october: 10,
  oktober: 10, nov: 11, november: 11, dec: 12, dez: 12, december: 12, dezember: 12,
};

const CLOCK = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([AaPp])\.?[Mm]\.?)?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${CLOCK}$`);
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const DOTS = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})${CLOCK}$`);
const SLASHES = new RegExp(String.raw`^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})${CLOCK}$`);
const MONTH_SECOND = new RegExp(String.raw`^(\d{1,2})[-. /]+(\p{L}{3,9})[-. /]+(\d{4}|\d{2})${CLOCK}$`, 'u');
const MONTH_FIRST = new RegExp(String.raw`^(\p{L}{3,9})\.? (\d{1,2}),? (\d{4})${CLOCK}$`, 'u');
const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?\s?(Z|[+-]\d{2}:?\d{2})$/;

/** As the node wants it: `2026-11-24T08:30:00+01:00`. A day alone is its beginning. */
export function readTime(text: string, order: DateOrder, zone: Zone): Read {
  const complete = WITH_OFFSET.exec(text);
  if (complete !== null) {
    const [, date = '', minutes = '', seconds = ':00', fraction = '', offset = ''] = complete;
    const written = `${date}T${minutes}${seconds}${fraction}${/^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset}`;
    // Date.parse takes 30 February for 2 March.
    const wall = Date.parse(`${date}T${minutes}${seconds}Z`);
    return Number.isNaN(Date.parse(written)) || !new Date(wall).toISOString().startsWith(date)
      ? { ok: false, fault: 'noSuchDay', value: text }
      : { ok: true, value: written };
  }
  const parts = timeParts(text, order);
  if (parts === undefined) {
    return { ok: false, fault: 'time', value: text };
  }
  const { year, month, day, hour, minute, second } = parts;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    return { ok: false, fault: 'noSuchDay', value: text };
  }
  const wall = at.toISOString().slice(0, 19);
  return { ok: true, value: wall + (zone === 'UTC' ? 'Z' : offsetHere(new Date(year, month - 1, day, hour, minute, second))) };
}

interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

function timeParts(text: string, order: DateOrder): TimeParts | undefined {
  const trimmed = text.trim();
  const withClock = (year: string | undefined, month: number | undefined, day: string | undefined, clock: readonly (string | undefined)[]): TimeParts | undefined => {
    const [hours, minute, second, half] = clock;
    let hour = Number(hours ?? 0);
    if (half !== undefined) {
      if (hour < 1 || hour > 12) {
        return undefined;
      }
      hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
    }
    return month === undefined
      ? undefined
      : { year: fullYear(year ?? ''), month, day: Number(day), hour, minute: Number(minute ?? 0), second: Number(second ?? 0) };
  };
  let match = YEAR_FIRST.exec(trimmed) ?? COMPACT.exec(trimmed);
  if (match !== null) {
    return withClock(match[1], Number(match[2]), match[3], match.slice(4));
  }
  match = DOTS.exec(trimmed);
  if (match !== null) {
    return withClock(match[3], Number(match[2]), match[1], match.slice(4));
  }
  match = SLASHES.exec(trimmed);
  if (match !== null) {
    return order === 'dmy'
      ? withClock(match[3], Number(match[2]), match[1], match.slice(4))
      : withClock(match[3], Number(match[1]), match[2], match.slice(4));
  }
  match = MONTH_SECOND.exec(trimmed);
  if (match !== null) {
    return withClock(match[3], MONTHS[(match[2] ?? '').toLowerCase()], match[1], match.slice(4));
  }
  match = MONTH_FIRST.exec(trimmed);
  return match === null ? undefined : withClock(match[3], MONTHS[(match[1] ?? '').toLowerCase()], match[2], match.slice(4));
}

/** 69 is 2069 and 70 is 1970, as POSIX has it. */
function fullYear(year: string): number {
  return year.length === 4 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900);
}

function offsetHere(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const two = (n: number): string => String(Math.trunc(Math.abs(n))).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** Which number is the day in 03/04/2026: what the column shows, or undefined where it fits both. `none`: no such dates. */
export function dateOrderIn(values: readonly string[]): DateOrder | undefined | 'none' {
  const pairs = values.flatMap((value): (readonly [number, number])[] => {
    const match = SLASHES.exec(value.trim());
    return match === null ? [] : [[Number(match[1]), Number(match[2])]];
  });
  if (pairs.length === 0) {
    return 'none';
  }
  const dmy = pairs.every(([, month]) => month <= 12);
  const mdy = pairs.every(([month]) => month <= 12);
  return dmy === mdy ? undefined : dmy ? 'dmy' : 'mdy';
}

// ---- amounts

const WITH_POINT = /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;
const WITH_COMMA = /^(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$/;

/** A number without groups and with a point, as the node reads it. */
export function readAmount(text: string, decimal: Decimal): Read {
  const compact = text.replace(/[\s\u00a0\u202f']/g, '');
  if (isCutShort(compact)) {
    return { ok: false, fault: 'digitsLost', value: text };
  }
  if (!(decimal === '.' ? WITH_POINT : WITH_COMMA).test(compact)) {
    return { ok: false, fault: 'amount', value: text };
  }
  const ungrouped = compact.replaceAll(decimal === '.' ? ',' : '.', '');
  return { ok: true, value: ungrouped.replace(',', '.').replace(/^0+(?=\d)/, '') };
}

/** What the column shows; where it shows nothing, what goes with the file. */
export function decimalIn(values: readonly string[], source: Source): Decimal {
  for (const value of values) {
    const compact = value.replace(/[\s\u00a0\u202f']/g, '');
    const marks = /([.,])(\d+)$/.exec(compact);
    if (marks !== null && /^[\d.,]+$/.test(compact)) {
      const [, mark = '', digits = ''] = marks;
      const other = mark === '.' ? ',' : '.';
      if (digits.length !== 3 || compact.includes(other)) {
        return mark as Decimal;
      }
      if (compact.split(mark).length > 2) {
        return other as Decimal;
      }
    }
  }
  return source.kind === 'csv' && source.delimiter === ';' ? ',' : '.';
}

/** 1.95212E+17: a spreadsheet took an identifier for a number, and its last digits are gone. */
export function isCutShort(text: string): boolean {
  return /^\d([.,]\d+)?[Ee]\+?\d+$/.test(text);
}

/** Words for units, and the code of UN/CEFACT Recommendation 20; pieces are the empty one. Others the node judges. */
const UNITS: Readonly<Record<string, string>> = {
  '': '', pc: '', pcs: '', piece: '', pieces: '', ea: '', each: '', unit: '', units: '', st: '', stk: '', stck: '', stück: '', stueck: '', c62: '', h87: '', pce: '',
  kg: 'KGM', kgm: 'KGM', kilogram: 'KGM', kilogramm: 'KGM', g: 'GRM', grm: 'GRM', gramm: 'GRM', t: 'TNE', to: 'TNE', tne: 'TNE', tonne: 'TNE', lb: 'LBR', lbs: 'LBR', lbr: 'LBR',
  l: 'LTR', ltr: 'LTR', liter: 'LTR', litre: 'LTR', ml: 'MLT', mlt: 'MLT', m: 'MTR', mtr: 'MTR', meter: 'MTR', metre: 'MTR', m3: 'MTQ', 'm³': 'MTQ', mtq: 'MTQ',
};

export function readUnit(text: string): string {
  return UNITS[text.toLowerCase().replace(/\.$/, '')] ?? text;
}

// ---- numbers of GS1

/** A GLN, a Digital Link of a place, or a name that has a number; the answer is the number. */
export function readPlace(text: string, named: (name: string) => string | undefined): Read {
  const digits = text.replace(/[\s-]/g, '');
  if (/^\d{13}$/.test(digits)) {
    const right = wrongCheckDigit(digits);
    return right === undefined ? { ok: true, value: digits } : { ok: false, fault: 'checkDigit', value: digits, right };
  }
  const linked = identify(text);
  if (linked.kind === 'place') {
    return { ok: true, value: linked.extension === undefined ? linked.gln : text };
  }
  const number = named(text);
  return number === undefined ? lostOr(text, 'place') : { ok: true, value: number };
}

export function readProduct(text: string, named: (name: string) => string | undefined): Read {
  const digits = text.replace(/[\s-]/g, '');
  if (/^\d+$/.test(digits) && [8, 12, 13, 14].includes(digits.length)) {
    const right = wrongCheckDigit(digits);
    return right === undefined
      ? { ok: true, value: digits.padStart(14, '0') }
      : { ok: false, fault: 'checkDigit', value: digits, right };
  }
  const linked = identify(text);
  if (linked.kind === 'product') {
    return { ok: true, value: linked.gtin };
  }
  const number = named(text);
  return number === undefined ? lostOr(text, 'product') : { ok: true, value: number };
}

export function readSscc(text: string): Read {
  const digits = text.replace(/^\(00\)|[\s-]/g, '').replace(/^00(?=\d{18}$)/, '');
  if (!/^\d{18}$/.test(digits)) {
    const linked = identify(text);
    return linked.kind === 'package' ? { ok: true, value: linked.sscc } : lostOr(text, 'sscc');
  }
  const right = wrongCheckDigit(digits);
  return right === undefined ? { ok: true, value: digits } : { ok: false, fault: 'checkDigit', value: digits, right };
}

/** Of a lot or serial number (GS1 General Specifications, figure 7.11-1: character set 82). */
const QUALIFIER = /^[!"%-?A-Z_a-z]{1,20}$/;

export function readQualifier(text: string): Read {
  if (isCutShort(text)) {
    return { ok: false, fault: 'digitsLost', value: text };
  }
  return QUALIFIER.test(text) ? { ok: true, value: text } : { ok: false, fault: 'qualifier', value: text };
}

function lostOr(value: string, fault: 'place' | 'product' | 'sscc'): Read {
  return isCutShort(value) ? { ok: false, fault: 'digitsLost', value } : { ok: false, fault, value };
}

/**
 * A number for a name that has none, to try things out with: GS1's prefix for examples (952), nine digits of the SHA-256 of
 * the name, a check digit. It is the same on every run and in every browser.
 */
export async function practiceNumber(kind: 'GLN' | 'GTIN', name: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${kind} ${name}`)));
  const value = [...hash.slice(0, 7)].reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) % 1_000_000_000n;
  const number = `952${String(value).padStart(9, '0')}`;
  return number + String(checkDigit(number));
}
