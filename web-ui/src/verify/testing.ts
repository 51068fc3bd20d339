// What the tests of the verifier share: golden files, and files with something changed.

import * as fs from 'node:fs';
import { sha256, toHex, utf8 } from './bytes.ts';
import { type Parts, writeZip } from './zip.ts';

export function golden(name: string): Uint8Array {
  return new Uint8Array(fs.readFileSync(new URL(`golden/${name}`, import.meta.url)));
}

/** A block of docs/formats.md, by its label: text as it is, hex as octets. */
export function documented(label: string): Uint8Array {
  const page = fs.readFileSync(new URL('../../../docs/formats.md', import.meta.url), 'utf8');
  const [, kind, block] = new RegExp('```(text|hex) ' + label + '\n([^`]*)```').exec(page) ?? [];
  if (block === undefined) {
    throw new Error(`docs/formats.md has no block ${label}`);
  }
  return kind === 'text' ? utf8(block) : hex(block);
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/g) ?? [], (octet) => Number.parseInt(octet, 16));
}

export function flipped(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

/** The file of these parts, with sums that fit. */
export function summed(parts: Parts): Uint8Array {
  let sums = '';
  for (const [name, content] of parts) {
    if (name !== 'index.html' && name !== 'SHA256SUMS') {
      sums += `${toHex(sha256(content))}  ${name}\n`;
    }
  }
  return writeZip(new Map(parts).set('SHA256SUMS', utf8(sums)));
}
