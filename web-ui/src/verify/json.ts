// JSON that is its own RFC 8785 form, with integers only: one value has one spelling, so the bytes that were signed are
// the bytes that are read. The platform's JSON.parse takes the last of two equal names and numbers of any spelling,
// which is why it is not used.

import { Malformed, fromUtf8 } from './bytes.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** Members by name. */
export type JsonObject = ReadonlyMap<string, Json>;

/** A DID document of the field's users nests 5 deep. */
const DEPTH_MAX = 16;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

const UNESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
};

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** RFC 8785: no space, members in the order of their UTF-16 units, strings with the fewest escapes. */
export function printJson(value: Json): string {
  if (isArray(value)) {
    return `[${value.map(printJson).join(',')}]`;
  }
  if (isObject(value)) {
    const names = [...value.keys()].sort();
    return `{${names.map((name) => `${printString(name)}:${printJson(value.get(name) ?? null)}`).join(',')}}`;
  }
  return typeof value === 'string' ? printString(value) : String(value);
}

function printString(text: string): string {
  // deno-lint-ignore no-control-regex
  const escaped = text.replace(/["\\\u0000-\u001f]/g, (char) => {
    return SHORT_ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

export function parseCanonicalJson(bytes: Uint8Array, what: string): Json {
  const text = fromUtf8(bytes, what);
  const reader = new Reader(text, what);
  const value = reader.value(0);
  if (printJson(value) !== text) {
    throw new Malformed(`${what}: not the RFC 8785 form of itself`);
  }
  return value;
}

/** Reads the value that the text begins with; that it is the whole text, in its one form, shows when it is printed. */
class Reader {
  readonly #text: string;
  readonly #what: string;
  #at = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  value(depth: number): Json {
    const char = this.#text[this.#at];
    if (char === '{' || char === '[') {
      if (depth === DEPTH_MAX) {
        throw this.#fault(`deeper than ${DEPTH_MAX} levels`);
      }
      return char === '{' ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    if (char === '"') {
      return this.#string();
    }
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#integer();
  }

  #object(depth: number): JsonObject {
    const members = new Map<string, Json>();
    this.#at++;
    if (this.#accept('}')) {
      return members;
    }
    do {
      const name = this.#string();
      if (members.has(name)) {
        throw this.#fault(`two members of the name ${name}`);
      }
      this.#expect(':');
      members.set(name, this.value(depth));
    } while (this.#accept(','));
    this.#expect('}');
    return members;
  }

  #array(depth: number): readonly Json[] {
    const items: Json[] = [];
    this.#at++;
    if (this.#accept(']')) {
      return items;
    }
    do {
      items.push(this.value(depth));
    } while (this.#accept(','));
    this.#expect(']');
    return items;
  }

  #string(): string {
    this.#expect('"');
    let text = '';
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === '"') {
        break;
      }
      if (char === undefined || char < ' ') {
        throw this.#fault('a string with a control character or without an end');
      }
      text += char === '\\' ? this.#escaped() : char;
    }
    if (/\p{Surrogate}/u.test(text)) {
      throw this.#fault('a lone surrogate');
    }
    return text;
  }

  #escaped(): string {
    const char = this.#text[this.#at++] ?? '';
    const simple = UNESCAPES[char];
    if (simple !== undefined) {
      return simple;
    }
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (char !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) {
      throw this.#fault('no such escape');
    }
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #integer(): number {
    const [digits] = /^-?(0|[1-9][0-9]{0,15})(?![0-9.eE])/.exec(this.#text.slice(this.#at, this.#at + 20)) ?? [];
    if (digits === undefined || !Number.isSafeInteger(Number(digits))) {
      throw this.#fault('no value, or a number that is no integer within ±(2^53 - 1)');
    }
    this.#at += digits.length;
    return Number(digits);
  }

  #accept(char: string): boolean {
    if (this.#text[this.#at] !== char) {
      return false;
    }
    this.#at++;
    return true;
  }

  #expect(char: string): void {
    if (!this.#accept(char)) {
      throw this.#fault(`'${char}' was expected`);
    }
  }

  #fault(problem: string): Malformed {
    return new Malformed(`${this.#what}: ${problem}, at character ${this.#at}`);
  }
}
