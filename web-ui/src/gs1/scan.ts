// What came from a scanner, or from someone who types what stands under the symbol.
//
//   ]d201095212345432131724123110LOT7␝211001     GS1 DataMatrix as a scanner sends it, with its symbology identifier
//   0109521234543213…                            the same without
//   (01)09521234543213(10)LOT7                   the text under the symbol
//   https://id.gs1.org/01/09521234543213/10/L7   a GS1 Digital Link, of any host
//   195212340000000171                           a bare SSCC; 8, 12, 13 or 14 digits: a bare GTIN
//
// FNC1 comes as the character GS (0x1D). Scanners that act as keyboards send it as Ctrl+], as `<GS>`, or not at all; the
// field shows it as ␝, and all of these are read.

import { applicationIdentifier, leadingIdentifier } from './application-identifiers.ts';
import { wrongCheckDigit } from './check-digit.ts';

export interface Item {
  readonly gtin: string;
  readonly lot?: string;
  readonly serial?: string;
  readonly quantity?: number;
  /** A code of UN/CEFACT Recommendation 20; pieces without. */
  readonly uom?: string;
}

export type Scanned =
  | { readonly kind: 'package'; readonly sscc: string; readonly contents?: Item }
  | ({ readonly kind: 'item' } & Item)
  | { readonly kind: 'place'; readonly gln: string; readonly extension?: string }
  | { readonly kind: 'text'; readonly text: string };

/** What is wrong with it; each has its sentence in every language. */
export type ScanFault =
  | { readonly fault: 'empty' }
  | { readonly fault: 'checkDigit'; readonly number: string; readonly right: number }
  | { readonly fault: 'length'; readonly ai: string; readonly given: number; readonly min: number; readonly max: number }
  | { readonly fault: 'notDigits'; readonly ai: string; readonly value: string }
  | { readonly fault: 'unknownIdentifier'; readonly text: string }
  | { readonly fault: 'noGoods'; readonly identifiers: string }
  | { readonly fault: 'keyboardLayout' }
  | { readonly fault: 'notADigitalLink' };

export type Reading = { readonly ok: true; readonly scanned: Scanned } | ({ readonly ok: false } & ScanFault);

const GS = '\u001d';

/** A scanner set to another keyboard than the computer: `https://` comes as `httpsÖ--`, `(01)` as `)01=`. */
const OTHER_LAYOUT = /^https?[^:]{1,2}[-&/]{2}id[.:]|^\)\d{2,4}=/i;

export function read(raw: string): Reading {
  const text = raw
    .replace(/<GS>|\{GS\}|\u241d/gi, GS)
    .replace(/^\][A-Za-z]\d/, '')
    .replace(/^[\u001d\s]+|[\s]+$/g, '');
  if (text === '') {
    return { ok: false, fault: 'empty' };
  }
  if (/^https?:\/\//i.test(text)) {
    return digitalLink(text);
  }
  if (OTHER_LAYOUT.test(text)) {
    return { ok: false, fault: 'keyboardLayout' };
  }
  if (text.startsWith('(')) {
    return bracketed(text);
  }
  if (/^\d+$/.test(text) && [8, 12, 13, 14, 18].includes(text.length)) {
    return bare(text);
  }
  if (text.includes(GS) || (/^\d{16,}/.test(text) && leadingIdentifier(text) !== undefined)) {
    return elementString(text);
  }
  return { ok: true, scanned: { kind: 'text', text } };
}

type Elements = Map<string, string>;

function bare(digits: string): Reading {
  const right = wrongCheckDigit(digits);
  if (right !== undefined) {
    return { ok: false, fault: 'checkDigit', number: digits, right };
  }
  return digits.length === 18
    ? { ok: true, scanned: { kind: 'package', sscc: digits } }
    : { ok: true, scanned: { kind: 'item', gtin: digits.padStart(14, '0') } };
}

function bracketed(text: string): Reading {
  const elements: Elements = new Map();
  // A value may hold parentheses itself; only what is an identifier begins a new element.
  const starts = [...text.matchAll(/\((\d{2,4})\)/g)].filter(
    (match) => match.index === 0 || applicationIdentifier(match[1] ?? '') !== undefined,
  );
  for (const [i, match] of starts.entries()) {
    const end = starts[i + 1]?.index ?? text.length;
    elements.set(match[1] ?? '', text.slice(match.index + match[0].length, end).replaceAll(GS, '').trim());
  }
  return elements.size === 0 ? { ok: false, fault: 'unknownIdentifier', text: text.slice(0, 8) } : meaning(elements);
}

function elementString(text: string): Reading {
  const elements: Elements = new Map();
  let rest = text;
  while (rest !== '') {
    const ai = leadingIdentifier(rest);
    if (ai === undefined) {
      return { ok: false, fault: 'unknownIdentifier', text: rest.slice(0, 8) };
    }
    const { min, max } = applicationIdentifier(ai) ?? { min: 1, max: 90 };
    rest = rest.slice(ai.length);
    const separator = rest.indexOf(GS);
    const length = min === max ? Math.min(min, separator < 0 ? rest.length : separator) : separator < 0 ? rest.length : separator;
    elements.set(ai, rest.slice(0, length));
    rest = rest.slice(length).replace(/^\u001d/, '');
  }
  return meaning(elements);
}

function digitalLink(text: string): Reading {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { ok: false, fault: 'notADigitalLink' };
  }
  const elements: Elements = new Map();
  let parts: string[];
  try {
    parts = url.pathname.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return { ok: false, fault: 'notADigitalLink' };
  }
  const start = parts.findIndex((part) => ['00', '01', '414', '417', '8006'].includes(part));
  if (start < 0) {
    return { ok: false, fault: 'notADigitalLink' };
  }
  for (let i = start; i + 1 < parts.length; i += 2) {
    elements.set(parts[i] ?? '', parts[i + 1] ?? '');
  }
  for (const [key, value] of url.searchParams) {
    if (applicationIdentifier(key) !== undefined) {
      elements.set(key, value);
    }
  }
  const gtin = elements.get('01');
  if (gtin !== undefined && /^\d{8,14}$/.test(gtin)) {
    elements.set('01', gtin.padStart(14, '0'));
  }
  return meaning(elements);
}

function meaning(elements: Elements): Reading {
  for (const [ai, value] of elements) {
    const known = applicationIdentifier(ai);
    if (known === undefined) {
      return { ok: false, fault: 'unknownIdentifier', text: ai };
    }
    if (known.numeric && !/^\d*$/.test(value)) {
      return { ok: false, fault: 'notDigits', ai, value };
    }
    if (value.length < known.min || value.length > known.max) {
      return { ok: false, fault: 'length', ai, given: value.length, min: known.min, max: known.max };
    }
    const right = known.checked ? wrongCheckDigit(value) : undefined;
    if (right !== undefined) {
      return { ok: false, fault: 'checkDigit', number: value, right };
    }
  }
  const sscc = elements.get('00');
  const gtin = elements.get('01') ?? elements.get('02');
  const goods = gtin === undefined ? undefined : item(gtin, elements);
  if (sscc !== undefined) {
    return { ok: true, scanned: { kind: 'package', sscc, ...(goods === undefined ? {} : { contents: goods }) } };
  }
  if (goods !== undefined) {
    return { ok: true, scanned: { kind: 'item', ...goods } };
  }
  const gln = elements.get('414') ?? elements.get('410') ?? elements.get('417');
  if (gln !== undefined) {
    const extension = elements.get('254');
    return { ok: true, scanned: { kind: 'place', gln, ...(extension === undefined ? {} : { extension }) } };
  }
  return { ok: false, fault: 'noGoods', identifiers: [...elements.keys()].map((ai) => `(${ai})`).join(' ') };
}

function item(gtin: string, elements: Elements): Item {
  const lot = elements.get('10');
  const serial = elements.get('21');
  const count = elements.get('37') ?? elements.get('30');
  const weight = [...elements].find(([ai]) => /^310[0-5]$/.test(ai));
  return {
    gtin,
    ...(lot === undefined ? {} : { lot }),
    ...(serial === undefined ? {} : { serial }),
    ...(weight !== undefined
      ? { quantity: Number(weight[1]) / 10 ** Number(weight[0].slice(3)), uom: 'KGM' }
      : count !== undefined
        ? { quantity: Number(count) }
        : {}),
  };
}
