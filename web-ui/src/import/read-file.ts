// Takes a file for what its first bytes say, not for what its name does.

import { readCsv } from './csv-reader.ts';
import { FILE_BYTES_MAX, type Table } from './table.ts';
import { UnreadableFile } from './unreadable-file.ts';
import type { Workbook } from './xlsx-reader.ts';

export type ReadFile =
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'workbook'; readonly table: Table; readonly workbook: Workbook }
  /** As text: it is sent as it came. */
  | { readonly kind: 'epcis'; readonly text: string };

export async function readFile(bytes: Uint8Array): Promise<ReadFile> {
  if (bytes.length > FILE_BYTES_MAX) {
    throw new UnreadableFile({ why: 'tooLarge', bytes: bytes.length, max: FILE_BYTES_MAX });
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const isOle = bytes[0] === 0xd0 && bytes[1] === 0xcf;
  if (isZip || isOle) {
    const { Workbook } = await import('./xlsx-reader.ts');
    const workbook = await Workbook.open(bytes);
    return { kind: 'workbook', workbook, table: await workbook.table(workbook.sheets()[0] ?? '') };
  }
  const start = new TextDecoder().decode(bytes.subarray(0, 1024)).replace(/^\ufeff/, '').trimStart();
  if (start.startsWith('{')) {
    return { kind: 'epcis', text: epcisText(bytes) };
  }
  return { kind: 'table', table: readCsv(bytes) };
}

function epcisText(bytes: Uint8Array): string {
  let document: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    document = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw new UnreadableFile({ why: 'notEpcis', detail: error.message });
    }
    throw error;
  }
  const type = (document as { type?: unknown }).type;
  if (type !== 'EPCISDocument' && type !== 'EPCISQueryDocument') {
    throw new UnreadableFile({ why: 'notEpcis', detail: `"type": ${JSON.stringify(type) ?? '–'}` });
  }
  return text;
}
