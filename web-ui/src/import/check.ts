// The node's own judgement before anything is stored: a dry run of each document, and whether the ledger has it already.

import { json, Problem, type Fault } from '../api/client.ts';
import { placeOf, type Document, type RowFault } from './documents.ts';
import { each, patiently, type Waiting } from './patience.ts';

/** What the ledger has of a document before it is sent. */
export type Standing =
  | 'new'
  /** Every event of it; sending it records nothing. */
  | 'known'
  /** It was recorded and declared wrong; sending the same does not make it right again. */
  | 'declaredWrong'
  /** Another shipment of this number. */
  | 'otherOfThisNumber';

export interface Checked {
  readonly document: Document;
  readonly faults: readonly RowFault[];
  readonly standing: Standing;
}

/** @param mayRead whether this key may ask what the ledger has; without, all is taken for new */
export async function check(
  documents: readonly Document[],
  mayRead: boolean,
  signal: AbortSignal,
  waiting: Waiting,
  progress: (done: number) => void,
): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  let done = 0;
  await each(documents, async (document, i) => {
    checked[i] = await patiently(() => checkOne(document, mayRead, signal), signal, waiting);
    done++;
    progress(done);
  });
  return checked;
}

async function checkOne(document: Document, mayRead: boolean, signal: AbortSignal): Promise<Checked> {
  try {
    const dry = await json<{ eventIDs: string[] }>(`${document.path}?dryRun=true`, { method: 'POST', body: document.body, signal });
    const standing = mayRead ? await standingOf(document, dry.eventIDs, signal) : 'new';
    return { document, faults: [], standing };
  } catch (error) {
    const faults = faultsOf(document, error);
    return { document, faults, standing: 'new' };
  }
}

/** @throws what is no judgement of the document, but of the key or the way to the node */
export function faultsOf(document: Pick<Document, 'rows'>, error: unknown): readonly RowFault[] {
  if (!(error instanceof Problem) || error.isPassing || error.status === 401 || error.status === 403) {
    throw error;
  }
  const said: readonly Fault[] = error.errors.length === 0 ? [{ pointer: '', detail: error.detail }] : error.errors;
  return said.map(({ pointer, detail }) => ({ ...placeOf(document, pointer), fault: 'node', detail }));
}

async function standingOf(document: Document, eventIDs: readonly string[], signal: AbortSignal): Promise<Standing> {
  // The last event of a shipment is the shipping event, and all of a document are recorded together.
  const last = eventIDs.at(-1) ?? '';
  try {
    const found = await json<{ member: { standing: string }[] }>(`/api/v1/events/${encodeURIComponent(last)}`, { signal });
    return found.member.some((record) => record.standing === 'declaredWrong') ? 'declaredWrong' : 'known';
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) {
      throw error;
    }
  }
  if (document.path !== '/api/v1/shipments') {
    return 'new';
  }
  const others = await json<{ member: { from?: string }[] }>(`/api/v1/shipments?advice=${encodeURIComponent(document.number)}`, { signal });
  return others.member.some((other) => other.from?.includes(document.from) === true) ? 'otherOfThisNumber' : 'new';
}
