// An import on its way to the ledger, and back: what was confirmed is sent document by document; what was recorded by it can
// be declared wrong event by event. Either goes on where it was when it was stopped.
//
//   waiting ──► tried ──► logged     recorded by this import
//                 │  └──► known      recorded before: by another import, or another system
//                 └─────► refused    nothing of it was recorded

import { json, Problem, readJson, request } from '../api/client.ts';
import { faultsOf } from './check.ts';
import { each, patiently, type Waiting } from './patience.ts';
import * as store from './store.ts';
import type { Captured, Import, Sent, UndoReason } from './store.ts';

/** One window of this browser at a time works on imports. */
const LOCK = 'tallystick-import';

const JOB_POLL_MILLIS = 300;

export interface Progress {
  readonly changed: (document: Sent) => void;
  readonly waiting: Waiting;
}

/** @returns false when another window is at work */
export async function exclusively(work: () => Promise<void>): Promise<boolean> {
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock === null) {
      return false;
    }
    await work();
    return true;
  });
}

// ---- there

/** Sends what is not decided yet. @throws AbortError when stopped, Problem when this key may not go on */
export async function send(its: Import, signal: AbortSignal, progress: Progress): Promise<Import> {
  const open = (await store.documents(its.id)).filter((document) => document.state === 'waiting' || document.state === 'tried');
  await each(open, async (document) => {
    const change = async (changed: Sent): Promise<void> => {
      await store.putDocument(changed);
      progress.changed(changed);
    };
    // What was tried before may have been recorded although its answer was lost: it is ours then, not known from elsewhere.
    const triedBefore = document.state === 'tried';
    await store.putDocument({ ...document, state: 'tried' });
    try {
      let attempts = 0;
      const answer = await patiently(
        () => {
          attempts++;
          return document.path === '/epcis/capture' ? capture(document, its, signal) : post(document, signal);
        },
        signal,
        progress.waiting,
      );
      const known = answer.replayed && !triedBefore && attempts === 1;
      await change({ ...document, state: known ? 'known' : 'logged', events: answer.events, faults: answer.faults });
    } catch (error) {
      await change({ ...document, state: 'refused', faults: faultsOf(document, error) });
    }
  });
  const done: Import = { ...its, state: 'done' };
  await store.putImport(done);
  return done;
}

interface Answer {
  readonly events: readonly Captured[];
  readonly replayed: boolean;
  readonly faults: Sent['faults'];
}

async function post(document: Sent, signal: AbortSignal): Promise<Answer> {
  const response = await request(document.path, {
    method: 'POST',
    headers: { 'Idempotency-Key': document.key },
    body: document.body,
    signal,
  });
  const logged = await readJson<{ events: Captured[] }>(response);
  return { events: logged.events, replayed: response.headers.has('Idempotent-Replayed'), faults: [] };
}

interface Job {
  readonly running: boolean;
  readonly errors: readonly { readonly detail: string; readonly pointer?: string }[];
  readonly records?: readonly { readonly index: number; readonly position: number }[];
}

/** An EPCIS document becomes a job, which is asked for until it is decided. */
async function capture(document: Sent, its: Import, signal: AbortSignal): Promise<Answer> {
  const response = await request('/epcis/capture', {
    method: 'POST',
    headers: { 'Idempotency-Key': document.key, 'GS1-Capture-Error-Behaviour': its.behaviour ?? 'rollback' },
    body: document.body,
    signal,
  });
  const job = response.headers.get('Location') ?? '';
  for (;;) {
    const state = await json<Job>(job, { signal });
    if (!state.running) {
      if (state.records === undefined) {
        throw new Problem(422, 'refused', state.errors[0]?.detail ?? '', [], '');
      }
      return {
        events: state.records.map((record) => ({ eventID: '', ...record })),
        replayed: response.headers.has('Idempotent-Replayed'),
        faults: state.errors.map(({ pointer, detail }) => ({ row: 0, fault: 'node', detail: `${pointer ?? ''} ${detail}`.trim() })),
      };
    }
    await new Promise((resolve) => setTimeout(resolve, JOB_POLL_MILLIS));
    signal.throwIfAborted();
  }
}

// ---- and back

/** How many events this import recorded and has not declared wrong. */
export function undoable(documents: readonly Sent[]): number {
  return documents
    .filter((document) => document.state === 'logged')
    .reduce((sum, document) => sum + document.events.filter((event) => event.undone !== true).length, 0);
}

/** Declares wrong what this import recorded, the last of each document first: goods are unpacked before they were packed. */
export async function undo(its: Import, reason: UndoReason, signal: AbortSignal, progress: Progress): Promise<Import> {
  const undoing: Import = { ...its, state: 'undoing', undoReason: reason };
  await store.putImport(undoing);
  const logged = (await store.documents(its.id)).filter((document) => document.state === 'logged');
  await each(logged, async (document) => {
    let current = document;
    for (const event of [...document.events].reverse()) {
      if (event.undone === true) {
        continue;
      }
      await patiently(() => declareWrong(event, reason, signal), signal, progress.waiting);
      current = {
        ...current,
        events: current.events.map((each) =>
          each.index === event.index && each.position === event.position ? { ...each, undone: true } : each,
        ),
      };
      await store.putDocument(current);
      progress.changed(current);
    }
  });
  const undone: Import = { ...undoing, state: 'undone' };
  await store.putImport(undone);
  return undone;
}

async function declareWrong(event: Captured, reason: UndoReason, signal: AbortSignal): Promise<void> {
  try {
    await request(`/api/v1/records/${event.index}/${event.position}/correction`, {
      method: 'POST',
      headers: { 'Idempotency-Key': `undo-${event.index}-${event.position}-${reason}` },
      body: JSON.stringify({ reason }),
      signal,
    });
  } catch (error) {
    // Declared wrong before, otherwise than now: it is wrong, and that is what was wanted.
    if (!(error instanceof Problem) || error.status !== 409) {
      throw error;
    }
  }
}

