// The XML of a workbook's parts, piece by piece: a sheet of fifty thousand rows is read without a tree of it. Programs write
// these parts, so they are simple; a document type, which is where entities come from, is refused.

import { UnreadableFile } from './unreadable-file.ts';

/** Names without their prefixes: some programs write `x:row`. */
export type Piece =
  | { readonly piece: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly empty: boolean }
  | { readonly piece: 'close'; readonly name: string }
  | { readonly piece: 'text'; readonly text: string };

const TAG = /<(?:(\/?)([^\s/><!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|!\[CDATA\[([\s\S]*?)\]\]>|!--[\s\S]*?-->|\?[\s\S]*?\?>)/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

export function* pieces(xml: string, part: string): Generator<Piece> {
  const open: string[] = [];
  let at = xml.startsWith('\ufeff') ? 1 : 0;
  while (at < xml.length) {
    if (xml[at] !== '<') {
      const next = xml.indexOf('<', at);
      const end = next < 0 ? xml.length : next;
      const text = unescaped(xml.slice(at, end), part);
      if (open.length > 0) {
        yield { piece: 'text', text };
      } else if (text.trim() !== '') {
        throw damaged(part);
      }
      at = end;
      continue;
    }
    TAG.lastIndex = at;
    const match = TAG.exec(xml);
    if (match === null) {
      throw damaged(part);
    }
    at = TAG.lastIndex;
    const [, slash, qualified, attributes = '', empty, characters] = match;
    if (characters !== undefined) {
      yield { piece: 'text', text: characters };
    }
    if (qualified === undefined) {
      continue;
    }
    const name = local(qualified);
    if (slash === '/') {
      if (open.pop() !== qualified) {
        throw damaged(part);
      }
      yield { piece: 'close', name };
      continue;
    }
    yield { piece: 'open', name, attributes: attributesOf(attributes, part), empty: empty === '/' };
    if (empty === '/') {
      yield { piece: 'close', name };
    } else {
      open.push(qualified);
    }
  }
  if (open.length > 0) {
    throw damaged(part);
  }
}

function attributesOf(text: string, part: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) {
    // Namespaces are not looked at; `r:id` is the one prefix that is told apart, by its whole name.
    attributes.set(name, unescaped(double ?? single ?? '', part));
  }
  return attributes;
}

function local(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string, part: string): string {
  if (!text.includes('&')) {
    return text;
  }
  return text.replace(/&([^;\s&]*);?/g, (whole, name: string) => {
    const named = NAMED[name];
    if (named !== undefined && whole.endsWith(';')) {
      return named;
    }
    const number = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(name);
    const code = number === null ? NaN : number[1] === undefined ? Number(number[2]) : parseInt(number[1], 16);
    if (!whole.endsWith(';') || Number.isNaN(code) || code > 0x10ffff) {
      throw damaged(part);
    }
    return String.fromCodePoint(code);
  });
}

function damaged(part: string): UnreadableFile {
  return new UnreadableFile({ why: 'damaged', detail: part });
}
