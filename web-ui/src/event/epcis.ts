// Events of EPCIS 2.0 as they were captured, and what they say in words. Nothing here trusts their shape: a record is what
// somebody signed, not what we would have written.

import { named, t } from '../i18n/index.ts';

export interface EpcisEvent {
  readonly type: string;
  readonly eventID: string;
  readonly eventTime: string;
  readonly eventTimeZoneOffset: string;
  readonly recordTime: string | undefined;
  readonly action: string | undefined;
  readonly bizStep: string | undefined;
  readonly disposition: string | undefined;
  readonly readPoint: string | undefined;
  readonly bizLocation: string | undefined;
  readonly parentID: string | undefined;
  readonly objects: readonly Part[];
  readonly children: readonly Part[];
  readonly inputs: readonly Part[];
  readonly outputs: readonly Part[];
  readonly papers: readonly Typed[];
  readonly sources: readonly Typed[];
  readonly destinations: readonly Typed[];
  readonly errorDeclaration: { readonly time: string; readonly reason: string | undefined; readonly corrective: readonly string[] } | undefined;
  /** Names of photos and papers, a field of ours. */
  readonly attachments: readonly string[];
  /** Members that are none of the standard's: extensions, as they are. */
  readonly more: readonly (readonly [string, unknown])[];
}

export interface Part {
  readonly identifier: string;
  readonly quantity: number | undefined;
  readonly uom: string | undefined;
}

export interface Typed {
  readonly type: string;
  readonly value: string;
}

type Json = Readonly<Record<string, unknown>>;

const ATTACHMENT = 'tallystick:attachment';

const KNOWN = new Set([
  '@context', 'type', 'eventID', 'eventTime', 'eventTimeZoneOffset', 'recordTime', 'action', 'bizStep', 'disposition',
  'readPoint', 'bizLocation', 'parentID', 'epcList', 'quantityList', 'childEPCs', 'childQuantityList', 'inputEPCList',
  'inputQuantityList', 'outputEPCList', 'outputQuantityList', 'bizTransactionList', 'sourceList', 'destinationList',
  'errorDeclaration', 'certificationInfo', ATTACHMENT,
]);

export function readEvent(json: unknown): EpcisEvent {
  const event = object(json);
  const declaration = event['errorDeclaration'] === undefined ? undefined : object(event['errorDeclaration']);
  return {
    type: term(text(event['type']) ?? ''),
    eventID: text(event['eventID']) ?? '',
    eventTime: text(event['eventTime']) ?? '',
    eventTimeZoneOffset: text(event['eventTimeZoneOffset']) ?? '',
    recordTime: text(event['recordTime']),
    action: text(event['action']),
    bizStep: optionalTerm(event['bizStep']),
    disposition: optionalTerm(event['disposition']),
    readPoint: text(object(event['readPoint'])['id']),
    bizLocation: text(object(event['bizLocation'])['id']),
    parentID: text(event['parentID']),
    objects: parts(event['epcList'], event['quantityList']),
    children: parts(event['childEPCs'], event['childQuantityList']),
    inputs: parts(event['inputEPCList'], event['inputQuantityList']),
    outputs: parts(event['outputEPCList'], event['outputQuantityList']),
    papers: typed(event['bizTransactionList'], 'bizTransaction'),
    sources: typed(event['sourceList'], 'source'),
    destinations: typed(event['destinationList'], 'destination'),
    errorDeclaration:
      declaration === undefined
        ? undefined
        : {
            time: text(declaration['declarationTime']) ?? '',
            reason: optionalTerm(declaration['reason']),
            corrective: list(declaration['correctiveEventIDs']).flatMap((id) => text(id) ?? []),
          },
    attachments: list(event[ATTACHMENT]).flatMap((name) => text(name) ?? []),
    more: Object.entries(event).filter(([name]) => !KNOWN.has(name)),
  };
}

/** Where it happened: the place of the event, else the reader's. */
export function place(event: EpcisEvent): string | undefined {
  return event.bizLocation ?? event.readPoint;
}

/** All goods that it names, packages first. */
export function goods(event: EpcisEvent): readonly Part[] {
  const parent = event.parentID === undefined ? [] : [{ identifier: event.parentID, quantity: undefined, uom: undefined }];
  return [...parent, ...event.objects, ...event.children, ...event.outputs, ...event.inputs];
}

/** In words: Shipped; for what has no step, the kind of event. */
export function whatHappened(event: { readonly bizStep: string | undefined; readonly type: string }): string {
  const m = t().terms;
  if (event.bizStep !== undefined) {
    return named(m.step, event.bizStep) ?? event.bizStep.replaceAll('_', ' ');
  }
  return named(m.eventType, event.type) ?? event.type;
}

/** The word at the end of a term of a vocabulary: `…/cbv/BizStep-shipping`, `urn:epcglobal:cbv:bizstep:shipping`. */
export function term(value: string): string {
  return value
    .replace(/^https?:\/\/(?:ref\.gs1\.org|gs1\.org\/voc|www\.gs1\.org)\/.*?(?:BizStep-|Disp-|BTT-|SDT-|ER-)/, '')
    .replace(/^urn:epcglobal:cbv:(?:bizstep|disp|btt|sdt|er):/, '')
    .replace(/^(?:cbv:)?(?:BizStep-|Disp-|BTT-|SDT-|ER-)/, '')
    .replace(/^epcis:/, '');
}

function optionalTerm(value: unknown): string | undefined {
  const said = text(value);
  return said === undefined ? undefined : term(said);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function parts(epcs: unknown, quantities: unknown): readonly Part[] {
  return [
    ...list(epcs).flatMap((epc): Part[] =>
      typeof epc === 'string' ? [{ identifier: epc, quantity: undefined, uom: undefined }] : [],
    ),
    ...list(quantities).flatMap((each): Part[] => {
      const element = object(each);
      const identifier = text(element['epcClass']);
      const quantity = element['quantity'];
      return identifier === undefined
        ? []
        : [{ identifier, quantity: typeof quantity === 'number' ? quantity : undefined, uom: text(element['uom']) }];
    }),
  ];
}

function typed(values: unknown, name: string): readonly Typed[] {
  return list(values).flatMap((each): Typed[] => {
    const element = object(each);
    const value = text(element[name]);
    return value === undefined ? [] : [{ type: term(text(element['type']) ?? ''), value }];
  });
}
