// Work on many requests: a few at a time, again when the node or the way to it fails, and stopped when somebody says so.

import { Problem } from '../api/client.ts';

/** A browser opens six connections to a host; one is left for the page itself. */
const AT_A_TIME = 5;

const RETRY_MILLIS = [500, 1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** A failure of the node itself; unlike a lost connection it does not pass by waiting longer. */
const FAILURES_MAX = 5;

/** A request waits for its turn again, or has it. */
export type Waiting = (waiting: boolean) => void;

/** @throws Problem when it is refused; AbortError when stopped */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal, waiting: Waiting): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted();
    try {
      const answered = await ask();
      waiting(false);
      return answered;
    } catch (error) {
      if (!(error instanceof Problem) || !error.isPassing || (error.status === 500 && failures >= FAILURES_MAX)) {
        throw error;
      }
      waiting(true);
      const soon = RETRY_MILLIS[Math.min(failures, RETRY_MILLIS.length - 1)] ?? 0;
      await pause(error.retryAfterSeconds === undefined ? soon : error.retryAfterSeconds * 1000, signal);
    }
  }
}

/** Ends early when the connection is back, or when stopped. */
function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', over);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, millis);
    window.addEventListener('online', over);
    signal.addEventListener('abort', over);
  });
}

/** Does all of it, a few at a time, and ends with the first that fails. */
export async function each<T>(all: readonly T[], work: (one: T, i: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < all.length && !failed) {
      const i = next++;
      try {
        await work(all[i] as T, i);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(AT_A_TIME, all.length) }, worker));
  const failure = ended.find((end) => end.status === 'rejected');
  if (failure !== undefined) {
    throw failure.reason;
  }
}

export function isStopped(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
