// What was confirmed and is on its way to the node. It lives in the browser's own storage until the node has answered, so
// a closed browser, a lost connection or a restarted node loses nothing; and each has an Idempotency-Key, so that however
// often it is sent it is recorded once.
//
//   waiting ──(sealed, sent)──► sent
//      │  └────(refused)──────► refused     nothing of it was recorded
//      └─(taken back in time)─► gone
//
// Only one window sends at a time (Web Locks). An entry is sent by whoever confirmed it and by nobody else.

import { type Fault, Problem, readJson, request } from '../api/client.ts';

export interface Entry {
  readonly id: string;
  /** The id of the key or person that confirmed it. */
  readonly by: string;
  readonly path: '/api/v1/shipments' | '/api/v1/receivings' | '/epcis/events' | `/api/v1/receivings?${string}` | `/api/v1/shipments/${string}` | `/api/v1/guest/shipments/${string}`;
  readonly number: string;
  readonly body: string;
  /** Until then it can be taken back. */
  readonly sealAt: number;
  readonly state: 'waiting' | 'sent' | 'refused';
  /** What it belongs to: where that is refused, this is not sent. */
  readonly after?: string;
  /** The event that tells of it, once sent. */
  readonly eventID?: string;
  readonly detail?: string;
  /** Of a refusal; 409: somebody else was faster. */
  readonly status?: number;
  readonly errors?: readonly Fault[];
  /** Sending failed at the last try; it goes on. */
  readonly interrupted?: boolean;
}

/** How long a confirmation can be taken back. */
export const SEAL_MILLIS = 5_000;

const STORED = 'tallystick.outbox';
const LOCK = 'tallystick-outbox';
/** Of those sent, that many stay to be looked at. */
const KEPT_SENT = 20;
const RETRY_MILLIS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** Fired on window when an entry changes, in this window or another. */
export const OUTBOX_CHANGED = 'tallystick-outbox-changed';

let by: string | undefined;
let timer = 0;
let failures = 0;

export function entries(): readonly Entry[] {
  const stored = localStorage.getItem(STORED);
  return stored === null ? [] : (JSON.parse(stored) as Entry[]);
}

export function entry(id: string): Entry | undefined {
  return entries().find((each) => each.id === id);
}

/** Of whoever is signed in: confirmed and not yet answered. */
export function unsent(): readonly Entry[] {
  return entries().filter((each) => each.by === by && each.state === 'waiting');
}

/** Of whoever is signed in: what the node did not take while nobody looked. */
export function refused(): readonly Entry[] {
  return entries().filter((each) => each.by === by && each.state === 'refused');
}

function store(all: readonly Entry[]): void {
  const sent = all.filter((each) => each.state === 'sent');
  const dropped = new Set(sent.slice(0, Math.max(0, sent.length - KEPT_SENT)));
  localStorage.setItem(STORED, JSON.stringify(all.filter((each) => !dropped.has(each))));
  window.dispatchEvent(new Event(OUTBOX_CHANGED));
}

function replace(id: string, change: (before: Entry) => Entry): void {
  store(entries().map((each) => (each.id === id ? change(each) : each)));
}

export function confirm(added: Entry): void {
  store([...entries().filter((each) => each.id !== added.id), added]);
  schedule();
}

/** False when it was too late. */
export function takeBack(id: string): boolean {
  const there = entry(id);
  if (there === undefined || there.state !== 'waiting' || Date.now() >= there.sealAt) {
    return false;
  }
  store(entries().filter((each) => each.id !== id));
  return true;
}

export function forget(id: string): void {
  store(entries().filter((each) => each.id !== id));
}

/** Sends in the name of this key or person from now on; undefined: of nobody. */
export function sendAs(keyId: string | undefined): void {
  by = keyId;
  failures = 0;
  window.addEventListener('online', soon);
  window.addEventListener('storage', storedElsewhere);
  schedule();
}

function soon(): void {
  failures = 0;
  schedule();
}

function storedElsewhere(event: StorageEvent): void {
  if (event.key === STORED) {
    window.dispatchEvent(new Event(OUTBOX_CHANGED));
    schedule();
  }
}

function schedule(): void {
  clearTimeout(timer);
  const next = Math.min(...unsent().map((each) => each.sealAt));
  if (next === Infinity) {
    return;
  }
  const pause = failures === 0 ? 0 : (RETRY_MILLIS[Math.min(failures, RETRY_MILLIS.length) - 1] ?? 0);
  timer = window.setTimeout(() => void send(), Math.max(next - Date.now(), pause, 0));
}

async function send(): Promise<void> {
  await navigator.locks.request(LOCK, async () => {
    // Read anew under the lock: another window may have sent it.
    for (const { id } of unsent().filter((waiting) => waiting.sealAt <= Date.now())) {
      const each = entry(id);
      if (each?.state !== 'waiting') {
        continue; // gone with the one before it
      }
      if (each.after !== undefined && entry(each.after)?.state === 'refused') {
        forget(each.id);
      } else if (!(await sendOne(each))) {
        break;
      }
    }
  });
  schedule();
}

/** A shipping event comes last, a receiving event first. */
async function eventOf(response: Response, path: Entry['path']): Promise<string | undefined> {
  const logged = await readJson<{ events: { eventID: string }[] }>(response);
  return (path === '/api/v1/shipments' ? logged.events.at(-1) : logged.events[0])?.eventID;
}

/** Whether to go on with the next. */
async function sendOne(each: Entry): Promise<boolean> {
  try {
    const response = await request(each.path, {
      method: 'POST',
      headers: { 'Idempotency-Key': each.id },
      body: each.body,
    });
    failures = 0;
    const eventID = each.path === '/epcis/events' || each.path.startsWith('/api/v1/guest/') ? undefined : await eventOf(response, each.path);
    replace(each.id, ({ interrupted: _over, ...before }) => ({
      ...before,
      state: 'sent',
      ...(eventID === undefined ? {} : { eventID }),
    }));
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    if (error.isPassing || error.status === 401) {
      failures++;
      replace(each.id, (before) => ({ ...before, interrupted: true }));
      if (error.status === 401) {
        // Whoever signs in again sends it.
        by = undefined;
      }
      return false;
    }
    replace(each.id, (before) => ({ ...before, state: 'refused', status: error.status, detail: error.detail, errors: error.errors }));
    return true;
  }
}
