// What was imported by this browser, and what of it is still to be sent. It is in the browser's own database at every step,
// so a closed window, a lost connection or a restarted node loses nothing, and each knows what it can undo.

import type { Path, RowFault } from './documents.ts';
import type { Mapping } from './fields.ts';

export type State = 'running' | 'done' | 'undoing' | 'undone';

export interface Import {
  readonly id: string;
  /** The id of the key that confirmed it. */
  readonly by: string;
  readonly fileName: string;
  readonly createdAt: string;
  readonly headers: readonly string[];
  readonly mapping: Mapping;
  readonly state: State;
  /** Rows that were not sent, and why. */
  readonly leftOut: readonly LeftOut[];
  /** Of an EPCIS document: whether it is taken whole or without what is wrong. */
  readonly behaviour?: 'rollback' | 'proceed';
  readonly undoReason?: UndoReason;
}

export type UndoReason = 'did_not_occur' | 'incorrect_data';

export interface LeftOut {
  readonly row: number;
  readonly number: string;
  /** Its own; none where another row of the same paper has one. */
  readonly faults: readonly RowFault[];
}

export interface Captured {
  readonly eventID: string;
  readonly index: number;
  readonly position: number;
  readonly undone?: boolean;
}

export interface Sent {
  readonly importId: string;
  readonly n: number;
  readonly path: Path;
  readonly number: string;
  readonly body: string;
  readonly key: string;
  readonly rows: readonly number[];
  /** `tried`: an answer is awaited, or was lost. */
  readonly state: 'waiting' | 'tried' | 'logged' | 'known' | 'refused';
  readonly events: readonly Captured[];
  readonly faults: readonly RowFault[];
}

const DATABASE = 'tallystick-import';
const IMPORTS = 'imports';
const DOCUMENTS = 'documents';

/** Of those that are over; what the ledger holds of the others is in the ledger. */
const KEPT = 20;

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser’s database'));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser’s database'));
  });
}

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= (async () => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(IMPORTS, { keyPath: 'id' });
      request.result.createObjectStore(DOCUMENTS, { keyPath: ['importId', 'n'] });
    };
    return answer(request);
  })();
  return opened;
}

const itsDocuments = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

/** @returns false where the browser has no room for it, or keeps nothing in a private window */
export async function add(added: Import, documents: readonly Sent[]): Promise<boolean> {
  try {
    const transaction = (await database()).transaction([IMPORTS, DOCUMENTS], 'readwrite', { durability: 'strict' });
    transaction.objectStore(IMPORTS).add(added);
    documents.forEach((document) => transaction.objectStore(DOCUMENTS).add(document));
    await committed(transaction);
  } catch (error) {
    if (error instanceof DOMException) {
      return false;
    }
    throw error;
  }
  const over = (await imports(added.by)).filter((each) => each.state === 'done' || each.state === 'undone');
  await Promise.all(over.slice(KEPT).map((each) => forget(each.id)));
  return true;
}

/** Of a key, the newest first. */
export async function imports(by: string): Promise<readonly Import[]> {
  const transaction = (await database()).transaction(IMPORTS);
  const all = (await answer(transaction.objectStore(IMPORTS).getAll())) as Import[];
  return all.filter((each) => each.by === by).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

export async function documents(id: string): Promise<readonly Sent[]> {
  const transaction = (await database()).transaction(DOCUMENTS);
  return (await answer(transaction.objectStore(DOCUMENTS).getAll(itsDocuments(id)))) as Sent[];
}

export async function putImport(changed: Import): Promise<void> {
  const transaction = (await database()).transaction(IMPORTS, 'readwrite');
  transaction.objectStore(IMPORTS).put(changed);
  await committed(transaction);
}

export async function putDocument(changed: Sent): Promise<void> {
  const transaction = (await database()).transaction(DOCUMENTS, 'readwrite');
  transaction.objectStore(DOCUMENTS).put(changed);
  await committed(transaction);
}

export async function forget(id: string): Promise<void> {
  const transaction = (await database()).transaction([IMPORTS, DOCUMENTS], 'readwrite');
  transaction.objectStore(IMPORTS).delete(id);
  transaction.objectStore(DOCUMENTS).delete(itsDocuments(id));
  await committed(transaction);
}
