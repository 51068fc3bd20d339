// What somebody said about the columns of a file, remembered for the next one with the same header.

import type { Field, Kind, Mapping } from './fields.ts';
import type { DateOrder, Decimal, Zone } from './values.ts';

export interface Remembered {
  readonly kind: Kind;
  readonly mapping: Mapping;
  readonly order?: DateOrder;
  readonly decimal?: Decimal;
  readonly zone: Zone;
  readonly forAll: Readonly<Partial<Record<Field, string>>>;
  readonly practice: boolean;
}

const STORED = 'tallystick.import.readings';
/** Kinds of files that a clerk meets; the one used longest ago goes first. */
const KEPT = 50;

type Stored = readonly (readonly [string, Remembered])[];

function all(): Stored {
  const stored = localStorage.getItem(STORED);
  return stored === null ? [] : (JSON.parse(stored) as Stored);
}

const keyOf = (headers: readonly string[]): string => JSON.stringify(headers);

export function remembered(headers: readonly string[]): Remembered | undefined {
  const found = all().find(([key]) => key === keyOf(headers))?.[1];
  // JSON has no undefined: it comes back as null.
  return found === undefined ? undefined : { ...found, mapping: found.mapping.map((field) => field ?? undefined) };
}

export function remember(headers: readonly string[], reading: Remembered): void {
  const others = all().filter(([key]) => key !== keyOf(headers));
  localStorage.setItem(STORED, JSON.stringify([...others, [keyOf(headers), reading]].slice(-KEPT)));
}
