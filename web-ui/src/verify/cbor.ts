// One item of deterministic CBOR (RFC 8949 section 4.2.1), read into a tree. Refused is every encoding that the section
// would not print, and what statements have no use for: floating point, simple values but true, false and null,
// integers beyond 64 signed bits.

import { Malformed, compare, fromUtf8 } from './bytes.ts';

/** An item and where it stood: from its head to its end, and of a byte string where the content begins. */
export type Item = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Item[] }
  | { readonly kind: 'map'; readonly pairs: readonly (readonly [Item, Item])[] }
  | { readonly kind: 'tag'; readonly number: bigint; readonly item: Item }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
);

/** Our own formats nest 5 deep at most. */
const DEPTH_MAX = 16;

/** The one item that the input is, and nothing after it. */
export function decodeCbor(input: Uint8Array): Item {
  const reader = new Reader(input);
  const item = reader.item(0);
  if (item.end !== input.length) {
    throw new Malformed(`CBOR: ${input.length - item.end} bytes after the end of the item`);
  }
  return item;
}

class Reader {
  readonly #input: Uint8Array;
  #at = 0;

  constructor(input: Uint8Array) {
    this.#input = input;
  }

  item(depth: number): Item {
    const start = this.#at;
    const initial = this.#input[start];
    if (initial === undefined) {
      throw this.#fault('the input ends where an item should begin', start);
    }
    if (depth > DEPTH_MAX) {
      throw this.#fault(`nested more than ${DEPTH_MAX} deep`, start);
    }
    switch (initial >> 5) {
      case 0:
        return { kind: 'integer', value: this.#argument(), start, end: this.#at };
      case 1:
        return { kind: 'integer', value: ~this.#argument(), start, end: this.#at };
      case 2:
        return { kind: 'bytes', value: this.#string(), start, end: this.#at };
      case 3:
        return { kind: 'text', value: fromUtf8(this.#string(), `CBOR text at ${start}`), start, end: this.#at };
      case 4: {
        const items = Array.from({ length: this.#count(1) }, () => this.item(depth + 1));
        return { kind: 'array', items, start, end: this.#at };
      }
      case 5:
        return { kind: 'map', pairs: this.#pairs(depth), start, end: this.#at };
      case 6: {
        const number = this.#argument();
        const item = this.item(depth + 1);
        return { kind: 'tag', number, item, start, end: this.#at };
      }
      default:
        this.#at++;
        switch (initial) {
          case 0xf4:
          case 0xf5:
            return { kind: 'boolean', value: initial === 0xf5, start, end: this.#at };
          case 0xf6:
            return { kind: 'null', start, end: this.#at };
          default:
            throw this.#fault('floating point, break or a simple value other than true, false and null', start);
        }
    }
  }

  #pairs(depth: number): readonly (readonly [Item, Item])[] {
    const count = this.#count(2);
    const pairs: [Item, Item][] = [];
    let keyBefore: Uint8Array | undefined;
    for (let i = 0; i < count; i++) {
      const key = this.item(depth + 1);
      const encoded = this.#input.subarray(key.start, key.end);
      if (keyBefore !== undefined && compare(keyBefore, encoded) >= 0) {
        throw this.#fault('map keys equal or out of order', key.start);
      }
      keyBefore = encoded;
      pairs.push([key, this.item(depth + 1)]);
    }
    return pairs;
  }

  /** The argument of the head here (RFC 8949 section 3), in its shortest form. */
  #argument(): bigint {
    const start = this.#at;
    const additional = (this.#input[this.#at++] ?? 0) & 0x1f;
    if (additional < 24) {
      return BigInt(additional);
    }
    if (additional > 27) {
      throw this.#fault('an indefinite length or a reserved head', start);
    }
    const octets = 1 << (additional - 24);
    if (this.#input.length - this.#at < octets) {
      throw this.#fault('the input ends inside a head', start);
    }
    let value = 0n;
    for (let i = 0; i < octets; i++) {
      value = (value << 8n) | BigInt(this.#input[this.#at++] ?? 0);
    }
    if (value >= 1n << 63n) {
      throw this.#fault('a number beyond 64 signed bits', start);
    }
    const shorterHolds = octets === 1 ? 23n : (1n << BigInt(4 * octets)) - 1n;
    if (value <= shorterHolds) {
      throw this.#fault('a head longer than needed', start);
    }
    return value;
  }

  #string(): Uint8Array {
    const start = this.#at;
    const length = this.#argument();
    if (length > BigInt(this.#input.length - this.#at)) {
      throw this.#fault(`a string of ${length} bytes, and the input ends before`, start);
    }
    const from = this.#at;
    this.#at += Number(length);
    return this.#input.slice(from, this.#at);
  }

  /** Every item takes a byte at least, so a count beyond the bytes left is refused before anything is made of it. */
  #count(itemsEach: number): number {
    const start = this.#at;
    const count = this.#argument();
    if (count * BigInt(itemsEach) > BigInt(this.#input.length - this.#at)) {
      throw this.#fault(`a container of ${count}, and the input ends before`, start);
    }
    return Number(count);
  }

  #fault(problem: string, at: number): Malformed {
    return new Malformed(`CBOR: ${problem}, at byte ${at}`);
  }
}
