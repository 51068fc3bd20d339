// Where a record is in its capture, and the sibling hashes from its digest to the root that the statement signs:
//
//   tallystick/capture-path@v1
//   position 3
//   BASE64 OF A HASH                   from the digest's sibling up

import { Malformed, decimal, fromUtf8, hashFromBase64 } from './bytes.ts';

/** A capture has at most 2^20 records, so a path at most 20 hashes. */
const HASHES_MAX = 20;
const POSITION_MAX = (1n << 20n) - 1n;

/** The header, a position of 7 digits, and 45 characters a hash. */
const PATH_MAX_BYTES = 45 + 45 * HASHES_MAX;

export interface CapturePath {
  readonly position: bigint;
  readonly hashes: readonly Uint8Array[];
}

export function parseCapturePath(file: Uint8Array): CapturePath {
  if (file.length > PATH_MAX_BYTES) {
    throw new Malformed(`capture path: ${file.length} bytes, at most ${PATH_MAX_BYTES}`);
  }
  const lines = fromUtf8(file, 'capture path').split('\n');
  if (lines.shift() !== 'tallystick/capture-path@v1' || lines.pop() !== '') {
    throw new Malformed('capture path: not its header and lines, each with its line feed');
  }
  const positionLine = lines.shift();
  if (positionLine?.startsWith('position ') !== true) {
    throw new Malformed('capture path: no position line');
  }
  const position = decimal(positionLine.slice('position '.length), 'capture path: position');
  if (position > POSITION_MAX || lines.length > HASHES_MAX) {
    throw new Malformed(`capture path: position ${position}, ${lines.length} hashes`);
  }
  return { position, hashes: lines.map((line, i) => hashFromBase64(line, `capture path: hash ${i + 1}`)) };
}
