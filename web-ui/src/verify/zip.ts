// The closed zip of an evidence file: the parts decide every byte of it, so what differs by one byte is refused.
//
//   50 4b 03 04  0a 00  00 00  00 00  00 00  21 00  CRC-32  SIZE  SIZE  NAME LENGTH  00 00  NAME  CONTENT     each part
//   50 4b 01 02  0a 00  0a 00  00 00  00 00  00 00  21 00  CRC-32  SIZE  SIZE  NAME LENGTH  00*12  OFFSET  NAME
//   50 4b 05 06  00 00  00 00  COUNT  COUNT  DIRECTORY SIZE  DIRECTORY OFFSET  00 00

import { Malformed, mismatch } from './bytes.ts';

/** A file is read in memory. */
export const SIZE_MAX_BYTES = 64 * 1024 * 1024;

/** The longest names have about 40 characters. */
const NAME_LENGTH_MAX = 100;

/** The end record counts in two bytes, and a count of all ones means ZIP64. */
const COUNT_MAX = 65_534;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;

/** PKZIP 1.0: stored files in folders need no more. */
const VERSION = 10;

/** 1980-01-01, the first date there is. */
const DATE = 0x21;

/** Names and contents, in the order of the file. */
export type Parts = Map<string, Uint8Array>;

/** A malformed part of the file. */
export class MalformedPart extends Malformed {
  readonly part: string;

  constructor(part: string, problem: string) {
    super(problem);
    this.part = part;
  }
}

/** Whether the bytes begin or end as a zip file does: a damaged one, and not some other kind of file. */
export function resemblesZip(file: Uint8Array): boolean {
  const view = viewOf(file);
  return (
    (file.length >= 4 && view.getUint32(0, true) === LOCAL) ||
    (file.length >= END_BYTES && view.getUint32(file.length - END_BYTES, true) === END)
  );
}

export function readZip(file: Uint8Array): Parts {
  if (file.length > SIZE_MAX_BYTES) {
    throw new MalformedPart('the file', `${file.length} bytes, at most ${SIZE_MAX_BYTES}`);
  }
  const view = viewOf(file);
  const parts: Parts = new Map();
  let before = 'at the start of the file';
  let at = 0;
  while (file.length - at >= LOCAL_BYTES && view.getUint32(at, true) === LOCAL) {
    const size = view.getUint32(at + 18, true);
    const nameLength = view.getUint16(at + 26, true);
    const contentAt = at + LOCAL_BYTES + nameLength;
    if (nameLength > NAME_LENGTH_MAX || contentAt > file.length) {
      throw new MalformedPart(before, `a part with a name of ${nameLength} bytes`);
    }
    const name = String.fromCharCode(...file.subarray(at + LOCAL_BYTES, contentAt));
    if (!/^[!-~]*$/.test(name)) {
      throw new MalformedPart(before, 'a part whose name is not printable ASCII');
    }
    if (size > file.length - contentAt) {
      throw new MalformedPart(
        name,
        `a size of ${size} bytes in its zip header, but ${file.length - contentAt} bytes follow`,
      );
    }
    const headerDiffers = mismatch(file.subarray(at, contentAt), localHeader(name, view.getUint32(at + 14, true), size));
    if (headerDiffers >= 0) {
      throw new MalformedPart(name, `byte ${headerDiffers} of its zip header is not as an evidence file has it`);
    }
    const content = file.slice(contentAt, contentAt + size);
    if (crc32(content) !== view.getUint32(at + 14, true)) {
      throw new MalformedPart(name, 'its bytes were changed: their CRC-32 is not the one in its zip header');
    }
    if (parts.has(name)) {
      throw new MalformedPart(name, 'there are two parts of this name');
    }
    parts.set(name, content);
    at = contentAt + size;
    before = `after ${name}`;
  }
  if (parts.size > COUNT_MAX || sizeBytes(parts) !== file.length) {
    throw new MalformedPart(
      before,
      `byte ${at} of the file is no further part, and with their directory the ${parts.size} parts before it` +
        ` would make a file of ${sizeBytes(parts)} bytes, not ${file.length}`,
    );
  }
  const differs = mismatch(writeZip(parts), file);
  if (differs >= 0) {
    throw new MalformedPart(before, `byte ${differs} of the file is not as an evidence file of its parts has it`);
  }
  return parts;
}

/** The one file that these parts make. */
export function writeZip(parts: Parts): Uint8Array {
  const file = new Uint8Array(sizeBytes(parts));
  let at = 0;
  const put = (bytes: Uint8Array): void => {
    file.set(bytes, at);
    at += bytes.length;
  };
  const directory: Uint8Array[] = [];
  for (const [name, content] of parts) {
    const crc = crc32(content);
    directory.push(centralHeader(name, crc, content.length, at));
    put(localHeader(name, crc, content.length));
    put(content);
  }
  const directoryAt = at;
  directory.forEach(put);
  put(endRecord(parts.size, at - directoryAt, directoryAt));
  return file;
}

function localHeader(name: string, crc: number, size: number): Uint8Array {
  return record(LOCAL, [VERSION, 0, 0, 0, DATE], [crc, size, size], [name.length, 0], [], name);
}

function centralHeader(name: string, crc: number, size: number, offset: number): Uint8Array {
  // Made by and needed; flags, stored, time; then extra field, comment, disk, internal and external attributes.
  return record(CENTRAL, [VERSION, VERSION, 0, 0, 0, DATE], [crc, size, size], [name.length, 0, 0, 0, 0], [0, offset], name);
}

function endRecord(count: number, directoryBytes: number, directoryAt: number): Uint8Array {
  return record(END, [0, 0, count, count], [directoryBytes, directoryAt], [0], [], '');
}

/** Numbers of four bytes, two, four, two, four, as zip records alternate, and the name behind them. */
function record(
  signature: number,
  twos: readonly number[],
  fours: readonly number[],
  moreTwos: readonly number[],
  moreFours: readonly number[],
  name: string,
): Uint8Array {
  const length = 4 + 2 * (twos.length + moreTwos.length) + 4 * (fours.length + moreFours.length);
  const bytes = new Uint8Array(length + name.length);
  const view = viewOf(bytes);
  let at = 0;
  const put4 = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  const put2 = (value: number): void => {
    view.setUint16(at, value, true);
    at += 2;
  };
  put4(signature);
  twos.forEach(put2);
  fours.forEach(put4);
  moreTwos.forEach(put2);
  moreFours.forEach(put4);
  bytes.set(
    Uint8Array.from(name, (char) => char.charCodeAt(0)),
    at,
  );
  return bytes;
}

function sizeBytes(parts: Parts): number {
  let size = END_BYTES;
  for (const [name, content] of parts) {
    size += LOCAL_BYTES + CENTRAL_BYTES + 2 * name.length + content.length;
  }
  return size;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

function crc32(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  }
  return ~crc >>> 0;
}
