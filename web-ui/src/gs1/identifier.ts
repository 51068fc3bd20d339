// Identifiers as the ledger answers with them, made readable for people.

export type Identified =
  | { readonly kind: 'package'; readonly sscc: string }
  | { readonly kind: 'item'; readonly gtin: string; readonly serial: string }
  | { readonly kind: 'lot'; readonly gtin: string; readonly lot: string }
  | { readonly kind: 'product'; readonly gtin: string }
  | { readonly kind: 'place'; readonly gln: string; readonly extension?: string }
  | { readonly kind: 'party'; readonly gln: string }
  | { readonly kind: 'paper'; readonly issuer: string; readonly number: string }
  | { readonly kind: 'other'; readonly uri: string };

const HOST = 'https://id.gs1.org';

export function identify(uri: string): Identified {
  const link = /^https?:\/\/[^/]+\/(?:.*\/)?(00|01|414|417)\/(\d{8,18})(?:\/([^?#]*))?(?:[?#].*)?$/.exec(uri);
  if (link !== null) {
    const [, ai = '', number = '', rest = ''] = link;
    const qualifiers = pairs(rest);
    if (ai === '00') {
      return { kind: 'package', sscc: number };
    }
    if (ai === '417') {
      return { kind: 'party', gln: number };
    }
    if (ai === '414') {
      const extension = qualifiers.get('254');
      return { kind: 'place', gln: number, ...(extension === undefined ? {} : { extension }) };
    }
    const gtin = number.padStart(14, '0');
    const serial = qualifiers.get('21');
    const lot = qualifiers.get('10');
    if (serial !== undefined) {
      return { kind: 'item', gtin, serial };
    }
    return lot === undefined ? { kind: 'product', gtin } : { kind: 'lot', gtin, lot };
  }
  const paper = /^urn:epcglobal:cbv:bt:(\d{13}):(.+)$/.exec(uri);
  if (paper !== null) {
    return { kind: 'paper', issuer: paper[1] ?? '', number: decode(paper[2] ?? '') };
  }
  return { kind: 'other', uri };
}

function pairs(rest: string): Map<string, string> {
  const parts = rest.split('/');
  const found = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2) {
    found.set(parts[i] ?? '', decode(parts[i + 1] ?? ''));
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The Digital Link of it, as the API takes it everywhere. */
export function uriOf(identified: Identified): string {
  switch (identified.kind) {
    case 'package':
      return `${HOST}/00/${identified.sscc}`;
    case 'item':
      return `${HOST}/01/${identified.gtin}/21/${encodeURIComponent(identified.serial)}`;
    case 'lot':
      return `${HOST}/01/${identified.gtin}/10/${encodeURIComponent(identified.lot)}`;
    case 'product':
      return `${HOST}/01/${identified.gtin}`;
    case 'place':
      return `${HOST}/414/${identified.gln}${identified.extension === undefined ? '' : `/254/${encodeURIComponent(identified.extension)}`}`;
    case 'party':
      return `${HOST}/417/${identified.gln}`;
    case 'paper':
      return `urn:epcglobal:cbv:bt:${identified.issuer}:${encodeURIComponent(identified.number)}`;
    case 'other':
      return identified.uri;
  }
}
