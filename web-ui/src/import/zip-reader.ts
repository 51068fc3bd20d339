// ZIP as office programs write it (APPNOTE 6.3.10): the central directory at the end, entries stored or deflated. The
// browser itself inflates. No ZIP64, no encryption, no parts over several disks: no workbook that fits the limits has them.

import { UnreadableFile } from './unreadable-file.ts';

/** A workbook has a part per sheet and a dozen more. */
const ENTRIES_MAX = 2_000;

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;

const ENCRYPTED = 0x0001;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly packedBytes: number;
  readonly offset: number;
  readonly crc: number;
}

export class ZipFile {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly entries = new Map<string, Entry>();
  /** Of all that is unpacked together: an archive cannot ask for more by having more parts. */
  private left: number;
  private readonly max: number;

  /** @param max bytes that may come out of it */
  constructor(bytes: Uint8Array, max: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.left = max;
    this.max = max;
    this.readDirectory();
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  private readDirectory(): void {
    const end = this.end();
    const count = this.view.getUint16(end + 10, true);
    if (count > ENTRIES_MAX) {
      throw damaged(`${count} parts`);
    }
    let at = this.view.getUint32(end + 16, true);
    for (let i = 0; i < count; i++) {
      if (at + CENTRAL_BYTES > this.bytes.length || this.view.getUint32(at, true) !== CENTRAL_SIGNATURE) {
        throw damaged('its table of contents');
      }
      const flags = this.view.getUint16(at + 8, true);
      const nameBytes = this.view.getUint16(at + 28, true);
      const name = new TextDecoder().decode(this.bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes));
      if ((flags & ENCRYPTED) !== 0) {
        throw new UnreadableFile({ why: 'oldWorkbook' });
      }
      this.entries.set(name, {
        method: this.view.getUint16(at + 10, true),
        crc: this.view.getUint32(at + 16, true),
        packedBytes: this.view.getUint32(at + 20, true),
        offset: this.view.getUint32(at + 42, true),
      });
      at += CENTRAL_BYTES + nameBytes + this.view.getUint16(at + 30, true) + this.view.getUint16(at + 32, true);
    }
  }

  private end(): number {
    const lowest = Math.max(0, this.bytes.length - END_BYTES - COMMENT_BYTES_MAX);
    for (let at = this.bytes.length - END_BYTES; at >= lowest; at--) {
      if (this.view.getUint32(at, true) === END_SIGNATURE) {
        return at;
      }
    }
    throw damaged('its end');
  }

  /** What a part holds, as text in UTF-8. */
  async text(name: string): Promise<string> {
    return new TextDecoder().decode(await this.unpack(name));
  }

  private async unpack(name: string): Promise<Uint8Array> {
    const entry = this.entries.get(name);
    if (entry === undefined) {
      throw damaged(name);
    }
    const { offset } = entry;
    if (offset + LOCAL_BYTES > this.bytes.length || this.view.getUint32(offset, true) !== LOCAL_SIGNATURE) {
      throw damaged(name);
    }
    const start = offset + LOCAL_BYTES + this.view.getUint16(offset + 26, true) + this.view.getUint16(offset + 28, true);
    const packed = this.bytes.subarray(start, start + entry.packedBytes);
    if (packed.length !== entry.packedBytes) {
      throw damaged(name);
    }
    const content = await this.inflate(packed, entry.method, name);
    if (crc32(content) !== entry.crc) {
      throw damaged(name);
    }
    return content;
  }

  /** Stops at the limit, whatever size the archive claims: a kilobyte can unpack to a gigabyte. */
  private async inflate(packed: Uint8Array, method: number, name: string): Promise<Uint8Array> {
    if (method === STORED) {
      this.take(packed.length);
      return packed;
    }
    if (method !== DEFLATED) {
      throw damaged(name);
    }
    const stream = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const reader = stream.getReader();
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for (;;) {
      let read: ReadableStreamReadResult<Uint8Array>;
      try {
        read = await reader.read();
      } catch (error) {
        if (error instanceof TypeError) {
          throw damaged(name);
        }
        throw error;
      }
      if (read.done) {
        break;
      }
      bytes += read.value.length;
      if (bytes > this.left) {
        await reader.cancel();
      }
      this.take(read.value.length);
      chunks.push(read.value);
    }
    const whole = new Uint8Array(bytes);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  private take(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) {
      throw new UnreadableFile({ why: 'unpacksTooLarge', max: this.max });
    }
  }
}

function damaged(detail: string): UnreadableFile {
  return new UnreadableFile({ why: 'damaged', detail });
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = (remainder & 1) === 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  }
  return remainder;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
