// Where a shipment in the making is kept: in the browser's own storage, at every change, for the key that made it.

import { newDraft, suggestNumber, type Draft } from './draft.ts';

const draftKey = (keyId: string): string => `tallystick.ship.${keyId}`;
const FROM = 'tallystick.from';

export function freshDraft(): Draft {
  const random = crypto.getRandomValues(new Uint8Array(4));
  return newDraft(crypto.randomUUID(), suggestNumber('DN', new Date(), random), localStorage.getItem(FROM) ?? '');
}

export function keptDraft(keyId: string): Draft | undefined {
  const stored = localStorage.getItem(draftKey(keyId));
  return stored === null ? undefined : (JSON.parse(stored) as Draft);
}

export function keepDraft(keyId: string, draft: Draft): void {
  localStorage.setItem(draftKey(keyId), JSON.stringify(draft));
}

export function dropDraft(keyId: string): void {
  localStorage.removeItem(draftKey(keyId));
}

/** The next one leaves from there too. */
export function rememberFrom(gln: string): void {
  localStorage.setItem(FROM, gln);
}

export function rememberedPlace(): string {
  return localStorage.getItem(FROM) ?? '';
}
