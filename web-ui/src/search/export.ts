// All that a search shows, beyond what the page has loaded: asked for page by page, and written as a table or as the answer
// of an EPCIS repository.

import { nextPage, readText, request } from '../api/client.ts';
import { goods, place, readEvent, whatHappened, type EpcisEvent } from '../event/epcis.ts';
import { identify } from '../gs1/identifier.ts';
import { t } from '../i18n/index.ts';
import { csv } from '../ui/csv.ts';

/** A table that a person looks at; some twenty megabytes of records. For all of a ledger there is the API. */
export const EVENTS_MAX = 20_000;

/** As many as the node gives at once. */
const PAGE_EVENTS = 1_000;

export interface Exported {
  readonly events: readonly Found[];
  /** There is more than the limit. */
  readonly isCut: boolean;
}

/** An event, and the characters that the node answered it with: no number of it is read and written anew. */
export interface Found {
  readonly event: EpcisEvent;
  readonly text: string;
}

/** The newest first, each once however many of the questions find it. */
export async function collect(
  queries: readonly string[],
  signal: AbortSignal,
  progress: (events: number) => void,
  max = EVENTS_MAX,
): Promise<Exported> {
  const found = new Map<string, Found>();
  let isCut = false;
  for (const query of queries) {
    let next: string | undefined = query.replace(/perPage=\d+/, `perPage=${PAGE_EVENTS}`);
    while (next !== undefined) {
      const response: Response = await request(next, { signal });
      for (const text of eventTexts(await readText(response))) {
        const event = readEvent(JSON.parse(text));
        const key = `${event.eventID} ${event.recordTime ?? ''} ${event.errorDeclaration === undefined}`;
        if (!found.has(key) && found.size === max) {
          isCut = true;
          break;
        }
        found.set(key, { event, text });
      }
      progress(found.size);
      next = isCut ? undefined : nextPage(response);
    }
  }
  const events = [...found.values()].sort((a, b) => Date.parse(b.event.eventTime) - Date.parse(a.event.eventTime));
  return { events, isCut };
}

const EVENT_LIST = '"eventList":[';

/** The elements of the list of events of an EPCISQueryDocument, as they stand there. */
export function eventTexts(document: string): readonly string[] {
  // Nothing before the list comes from an event.
  const list = document.indexOf(EVENT_LIST);
  if (list < 0) {
    throw new Error('an EPCIS answer without events');
  }
  const texts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = list + EVENT_LIST.length; at < document.length; at++) {
    switch (document[at]) {
      case '"':
        at++;
        while (document[at] !== '"') {
          at += document[at] === '\\' ? 2 : 1;
        }
        break;
      case '{':
      case '[':
        if (depth === 0) {
          start = at;
        }
        depth++;
        break;
      case '}':
      case ']':
        if (depth === 0) {
          return texts;
        }
        depth--;
        if (depth === 0) {
          texts.push(document.slice(start, at + 1));
        }
        break;
    }
  }
  throw new Error('an EPCIS answer that does not end');
}

const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

/** As the node answers itself: each event keeps its own context, for a prefix may mean something else in the next one. */
export function queryDocument(found: readonly Found[], at: Date): string {
  return (
    `{"@context":["${CONTEXT}"],"type":"EPCISQueryDocument","schemaVersion":"2.0","creationDate":"${at.toISOString()}",` +
    `"epcisBody":{"queryResults":{"queryName":"SimpleEventQuery","resultsBody":{"eventList":[\n` +
    `${found.map((each) => each.text).join(',\n')}\n]}}}}\n`
  );
}

/**
 * A row for each thing that an event names; one without things has a row too.
 *
 * @param thingText what an identifier is called
 */
export function eventsCsv(found: readonly Found[], thingText: (uri: string) => string): string {
  const m = t();
  const header = [
    m.search.time, m.search.what, m.event.state, m.search.where, m.data.gln, m.search.goods, m.search.identifier, m.ship.quantity, m.search.unit,
    m.event.comesFrom, m.event.goesTo, m.event.papers, m.event.id, m.event.recorded, m.search.declaredWrong,
  ];
  return csv([header, ...found.flatMap(({ event }) => rows(event, thingText))]);
}

function rows(event: EpcisEvent, thingText: (uri: string) => string): readonly (readonly string[])[] {
  const where = place(event);
  const located = where === undefined ? undefined : identify(where);
  const before = [
    event.eventTime,
    whatHappened(event),
    event.disposition ?? '',
    where === undefined ? '' : thingText(where),
    located?.kind === 'place' ? located.gln : (where ?? ''),
  ];
  const locations = (all: EpcisEvent['sources']): string =>
    all.filter((each) => each.type === 'location' || !all.some((other) => other.type === 'location')).map((each) => thingText(each.value)).join('; ');
  const paper = (uri: string): string => {
    const named = identify(uri);
    return named.kind === 'paper' ? named.number : uri;
  };
  const after = [
    locations(event.sources),
    locations(event.destinations),
    event.papers.map((each) => paper(each.value)).join('; '),
    event.eventID,
    event.recordTime ?? '',
    event.errorDeclaration === undefined ? '' : event.errorDeclaration.time,
  ];
  const things = goods(event);
  if (things.length === 0) {
    return [[...before, '', '', '', '', ...after]];
  }
  return things.map((part) => [
    ...before,
    thingText(part.identifier),
    part.identifier,
    part.quantity === undefined ? '' : String(part.quantity),
    part.uom ?? '',
    ...after,
  ]);
}
