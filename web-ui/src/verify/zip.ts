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
  const view = viewOf(file);
  let at = 0;
  const put = (bytes: number, value: number): void => {
    if (bytes === 4) {
      view.setUint32(at, value, true);
    } else {
      view.setUint16(at, value, true);
    }
    at += bytes;
  };
  const putBytes = (bytes: Uint8Array): void => {
    file.set(bytes, at);
    at += bytes.length;
  };
  const entries = [...parts].map(([name, content]) => ({
    name: Uint8Array.from(name, (char) => char.charCodeAt(0)),
    content,
    crc: crc32(content),
    offset: 0,
  }));
  for (const entry of entries) {
    entry.offset = at;
    put(4, LOCAL);
    put(2, VERSION);
    put(2, 0); // flags
    put(2, 0); // stored
    put(2, 0); // time
    put(2, DATE);
    put(4, entry.crc);
    put(4, entry.content.length);
    put(4, entry.content.length);
    put(2, entry.name.length);
    put(2, 0); // extra field
    putBytes(entry.name);
    putBytes(entry.content);
  }
  const directory = at;
  for (const entry of entries) {
    put(4, CENTRAL);
    put(2, VERSION); // made by
    put(2, VERSION); // needed
    put(2, 0); // flags
    put(2, 0); // stored
    put(2, 0); // time
    put(2, DATE);
    put(4, entry.crc);
    put(4, entry.content.length);
    put(4, entry.content.length);
    put(2, entry.name.length);
    put(2, 0); // extra field
    put(2, 0); // comment
    put(2, 0); // disk
    put(2, 0); // internal attributes
    put(4, 0); // external attributes
    put(4, entry.offset);
    putBytes(entry.name);
  }
  const directoryBytes = at - directory;
  put(4, END);
  put(2, 0); // this disk
  put(2, 0); // disk of the directory
  put(2, entries.length);
  put(2, entries.length);
  put(4, directoryBytes);
  put(4, directory);
  put(2, 0); // comment
  return file;
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
