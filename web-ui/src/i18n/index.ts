// The words of the person who reads. One file per language in messages/; the bundler names them in the page, so a further
// language is a further file.

import { messages as english, type Messages } from './messages/en.ts';

export type { Messages };

const STORED = 'tallystick.language';

let current: Messages = english;
let code = 'en';

export function t(): Messages {
  return current;
}

export function language(): string {
  return code;
}

export function languages(): readonly string[] {
  return (document.documentElement.dataset['languages'] ?? 'en').split(' ');
}

/** As the language calls itself: Deutsch. */
export function languageName(of: string): string {
  return new Intl.DisplayNames([of], { type: 'language' }).of(of) ?? of;
}

/** What this person chose here before, else what the browser asks for, else English. */
export function preferredLanguage(): string {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages.map((tag) => tag.split('-')[0] ?? '')];
  return wanted.find((each) => languages().includes(each)) ?? 'en';
}

export async function useLanguage(wanted: string, remember: boolean): Promise<void> {
  const loaded = (await import(`./messages/${wanted}.ts`)) as { messages: Messages };
  current = loaded.messages;
  code = wanted;
  document.documentElement.lang = wanted;
  if (remember) {
    localStorage.setItem(STORED, wanted);
  }
}

/** The word for a term of a vocabulary, if there is one; what came from outside may also be called `constructor`. */
export function named(words: Readonly<Record<string, string>>, term: string): string | undefined {
  return Object.hasOwn(words, term) ? words[term] : undefined;
}

// ---- numbers and times

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(code, { maximumFractionDigits: 6 }).format(value);
}

/** A time, in the reader's zone, to the minute. */
export function formatTime(iso: string): string {
  return new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** The day alone. */
export function formatDate(iso: string): string {
  return new Intl.DateTimeFormat(code, { dateStyle: 'medium' }).format(new Date(iso));
}

export function formatClock(iso: string): string {
  return new Intl.DateTimeFormat(code, { timeStyle: 'short' }).format(new Date(iso));
}

/** A time at the place where it happened: its own offset, not the reader's. */
export function formatLocalTime(iso: string, offset: string): string {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(offset);
  if (match === null) {
    return formatTime(iso);
  }
  const minutes = (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1);
  const shifted = new Date(new Date(iso).getTime() + minutes * 60_000);
  const text = new Intl.DateTimeFormat(code, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' }).format(shifted);
  return `${text} (${offset})`;
}

/** UN/CEFACT Recommendation 20 codes that people meet; others stand as they are. */
export function formatQuantity(value: number, uom: string | undefined): string {
  const number = formatNumber(value);
  const unit = uom === undefined ? current.units.pieces(value) : (named(current.units.codes, uom) ?? uom);
  return `${number} ${unit}`;
}
