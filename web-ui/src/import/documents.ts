// Rows become what the node takes: the rows of one number one shipment or receiving, each row of events one event. Pure, and
// the same rows give the same bytes, so that importing a file again records nothing twice.

import { columnsOf, FIELDS, JOINED, REQUIRED, type Field, type Kind, type Mapping } from './fields.ts';
import type { Row, Table } from './table.ts';
import {
  isCutShort, readAmount, readPlace, readProduct, readQualifier, readSscc, readTime, readUnit, type DateOrder, type Decimal, type Read, type ValueFault, type Zone,
} from './values.ts';

export type Path = '/api/v1/shipments' | '/api/v1/receivings' | '/epcis/events' | '/epcis/capture';

const PATHS: Readonly<Record<Kind, Path>> = {
  shipments: '/api/v1/shipments',
  receivings: '/api/v1/receivings',
  events: '/epcis/events',
};

/** How cells are read, and what is the same for every row. */
export interface Reading {
  readonly kind: Kind;
  readonly mapping: Mapping;
  readonly order: DateOrder;
  readonly decimal: Decimal;
  readonly zone: Zone;
  /** What no column says. */
  readonly forAll: Readonly<Partial<Record<Field, string>>>;
  readonly place: (name: string) => string | undefined;
  readonly product: (name: string) => string | undefined;
  /** A word for a business step or a disposition, as the vocabulary has it. */
  readonly step: (word: string) => string | undefined;
  readonly disposition: (word: string) => string | undefined;
}

/** What is wrong with a row; `field` has its column where one is given for it. */
export type RowFault = { readonly row: number; readonly field?: Field } & (
  | ValueFault
  | { readonly fault: 'missing' }
  | { readonly fault: 'noGoods' }
  | { readonly fault: 'differs'; readonly value: string; readonly other: string; readonly otherRow: number }
  | { readonly fault: 'ragged'; readonly cells: number; readonly columns: number }
  /** Another shipment of this number is in the ledger. */
  | { readonly fault: 'numberTaken' }
  /** It is in the ledger, and declared wrong. */
  | { readonly fault: 'undoneBefore' }
  /** In the node's words. */
  | { readonly fault: 'node'; readonly detail: string }
);

export interface Document {
  readonly path: Path;
  /** Of the paper; of an event the time. */
  readonly number: string;
  readonly body: string;
  /** Those that it was made of; of a form, the row of each of its lines. */
  readonly rows: readonly number[];
  /** For eyes: where from and where to. */
  readonly from: string;
  readonly to: string;
  readonly faults: readonly RowFault[];
}

export function documentsOf(table: Table, reading: Reading): readonly Document[] {
  const rows = table.rows.map((row) => new RowReader(row, table, reading));
  if (reading.kind === 'events') {
    return merged(rows.map((row) => eventOf(row)));
  }
  const byNumber = new Map<string, RowReader[]>();
  const nameless: RowReader[] = [];
  for (const row of rows) {
    const number = row.text('number');
    if (number === '') {
      nameless.push(row);
    } else {
      byNumber.set(number, [...(byNumber.get(number) ?? []), row]);
    }
  }
  return [
    ...[...byNumber].map(([number, its]) => formOf(reading, number, its)),
    ...nameless.map((row) => formOf(reading, '', [row])),
  ].sort((a, b) => (a.rows[0] ?? 0) - (b.rows[0] ?? 0));
}

/** Rows that say the very same are one event: the node would know the second for the first. */
function merged(events: readonly Document[]): readonly Document[] {
  const byBody = new Map<string, Document>();
  for (const [i, event] of events.entries()) {
    const key = event.faults.length > 0 ? `fault ${i}` : event.body;
    const before = byBody.get(key);
    byBody.set(key, before === undefined ? event : { ...before, rows: [...before.rows, ...event.rows] });
  }
  return [...byBody.values()];
}

class RowReader {
  readonly row: Row;
  readonly reading: Reading;
  readonly faults: RowFault[] = [];

  constructor(row: Row, table: Table, reading: Reading) {
    this.row = row;
    this.reading = reading;
    if (row.cells.length > table.headers.length) {
      this.faults.push({ row: row.number, fault: 'ragged', cells: row.cells.length, columns: table.headers.length });
    }
  }

  text(field: Field): string {
    if (!FIELDS[this.reading.kind].includes(field)) {
      return '';
    }
    const cells = columnsOf(this.reading.mapping, field).map((column) => this.row.cells[column] ?? '');
    const said = JOINED.has(field) ? cells.filter((cell) => cell !== '').join(' | ') : (cells[0] ?? '');
    return said === '' ? (this.reading.forAll[field] ?? '') : said;
  }

  fault(field: Field, fault: ValueFault | { readonly fault: 'missing' }): void {
    this.faults.push({ row: this.row.number, field, ...fault });
  }

  private read(field: Field, read: (text: string) => Read): string | undefined {
    const text = this.text(field);
    if (text === '') {
      if (REQUIRED[this.reading.kind].includes(field)) {
        this.fault(field, { fault: 'missing' });
      }
      return undefined;
    }
    const result = read(text);
    if (result.ok) {
      return result.value;
    }
    const { ok: _no, ...why } = result;
    this.fault(field, why);
    return undefined;
  }

  time(): string | undefined {
    return this.read('time', (text) => readTime(text, this.reading.order, this.reading.zone));
  }

  place(field: 'from' | 'to' | 'at'): string | undefined {
    return this.read(field, (text) => readPlace(text, this.reading.place));
  }

  term(field: 'step' | 'disposition'): string | undefined {
    const known = field === 'step' ? this.reading.step : this.reading.disposition;
    return this.read(field, (text) => {
      const value = known(text);
      return value === undefined ? { ok: false, fault: field, value: text } : { ok: true, value };
    });
  }

  /** As a line of a form; undefined where the row names no goods. */
  line(): Readonly<Record<string, string>> | undefined {
    const gtin = this.read('product', (text) => readProduct(text, this.reading.product));
    const lot = this.read('lot', readQualifier);
    const serial = this.read('serial', readQualifier);
    const sscc = this.read('sscc', readSscc);
    const barcode = this.read('barcode', (text) => (isCutShort(text) ? { ok: false, fault: 'digitsLost', value: text } : { ok: true, value: text }));
    const quantity = this.read('quantity', (text) => readAmount(text, this.reading.decimal));
    const uom = readUnit(this.text('unit'));
    if (['product', 'sscc', 'barcode'].every((field) => this.text(field as Field) === '')) {
      this.faults.push({ row: this.row.number, field: 'product', fault: 'noGoods' });
      return undefined;
    }
    return {
      ...(sscc === undefined ? {} : { sscc }),
      ...(barcode === undefined ? {} : { barcode }),
      ...(gtin === undefined ? {} : { gtin }),
      ...(lot === undefined ? {} : { lot }),
      ...(serial === undefined ? {} : { serial }),
      ...(quantity === undefined ? {} : { quantity }),
      ...(uom === '' ? {} : { uom }),
    };
  }
}

/** What all rows of a paper have to agree in. */
const OF_THE_PAPER: readonly Field[] = ['time', 'from', 'to', 'at', 'shipment'];

function formOf(reading: Reading, number: string, rows: readonly RowReader[]): Document {
  const first = rows[0];
  if (first === undefined) {
    throw new Error('a paper without rows');
  }
  if (number === '') {
    first.fault('number', { fault: 'missing' });
  }
  for (const row of rows.slice(1)) {
    for (const field of OF_THE_PAPER) {
      const value = row.text(field);
      const other = first.text(field);
      if (value !== other) {
        row.faults.push({ row: row.row.number, field, fault: 'differs', value, other, otherRow: first.row.number });
      }
    }
  }
  const time = first.time();
  const from = first.place('from');
  const to = first.place('to');
  const at = first.place('at');
  const shipment = first.text('shipment');
  const lines = rows.map((row) => row.line());
  const distinct = (field: Field): readonly string[] => [...new Set(rows.map((row) => row.text(field)).filter((value) => value !== ''))];
  const orders = distinct('order');
  const invoices = distinct('invoice');
  const isShipment = reading.kind === 'shipments';
  const said = (name: string, value: string | undefined): object => (value === undefined || value === '' ? {} : { [name]: value });
  const body = JSON.stringify({
    number,
    ...said(isShipment ? 'shippedAt' : 'receivedAt', time),
    ...said('at', at),
    ...said('from', from),
    ...said('to', to),
    ...said('shipment', shipment),
    ...(orders.length === 0 ? {} : { purchaseOrders: orders }),
    ...(invoices.length === 0 ? {} : { invoices }),
    lines,
  });
  return {
    path: PATHS[reading.kind],
    number,
    body,
    rows: rows.map((row) => row.row.number),
    from: from ?? '',
    to: to ?? at ?? '',
    faults: rows.flatMap((row) => row.faults),
  };
}

const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';
const HOST = 'https://id.gs1.org';

function eventOf(row: RowReader): Document {
  const time = row.time();
  const step = row.term('step');
  const disposition = row.term('disposition');
  const at = row.place('at');
  const line = row.line() ?? {};
  const place = at === undefined ? undefined : { id: at.startsWith('http') ? at : `${HOST}/414/${at}` };
  const { sscc, gtin, lot, serial, quantity, uom } = line;
  const epcs = [
    ...(sscc === undefined ? [] : [`${HOST}/00/${sscc}`]),
    ...(gtin === undefined || serial === undefined ? [] : [`${HOST}/01/${gtin}/21/${encodeURIComponent(serial)}`]),
  ];
  const epcClass = gtin === undefined ? undefined : `${HOST}/01/${gtin}${lot === undefined ? '' : `/10/${encodeURIComponent(lot)}`}`;
  const amount = serial === undefined ? quantity : undefined;
  // The lot goes with an item, or nobody who recalls the lot finds it.
  const classed = epcClass !== undefined && (serial === undefined || lot !== undefined);
  return {
    path: '/epcis/events',
    number: time ?? '',
    body: JSON.stringify({
      '@context': [CONTEXT],
      type: 'ObjectEvent',
      eventTime: time,
      eventTimeZoneOffset: time?.endsWith('Z') === true ? '+00:00' : time?.slice(-6),
      ...(epcs.length === 0 ? {} : { epcList: epcs }),
      ...(classed
        ? { quantityList: [{ epcClass, ...(amount === undefined ? {} : { quantity: Number(amount) }), ...(uom === undefined ? {} : { uom }) }] }
        : {}),
      action: step === 'commissioning' ? 'ADD' : step === 'decommissioning' || step === 'destroying' ? 'DELETE' : 'OBSERVE',
      ...(step === undefined ? {} : { bizStep: step }),
      ...(disposition === undefined ? {} : { disposition }),
      ...(place === undefined ? {} : { readPoint: place, bizLocation: place }),
    }),
    rows: [row.row.number],
    from: '',
    to: at ?? '',
    faults: row.faults,
  };
}

/** The member that a fault of the node is about, as a field. */
const MEMBERS: Readonly<Record<string, Field>> = {
  number: 'number', shippedAt: 'time', receivedAt: 'time', eventTime: 'time', from: 'from', to: 'to', at: 'at', readPoint: 'at', bizLocation: 'at',
  shipment: 'shipment', purchaseOrders: 'order', invoices: 'invoice', bizStep: 'step', disposition: 'disposition',
  sscc: 'sscc', gtin: 'product', epcClass: 'product', lot: 'lot', serial: 'serial', quantity: 'quantity', uom: 'unit', barcode: 'barcode',
};

/** Where in the file it is what the node finds at a pointer into the form. */
export function placeOf(document: Pick<Document, 'rows'>, pointer: string): { readonly row: number; readonly field?: Field } {
  const parts = pointer.split('/').slice(1);
  const line = parts[0] === 'lines' ? document.rows[Number(parts[1])] : undefined;
  const member = [...parts].reverse().find((part) => MEMBERS[part] !== undefined);
  const field = member === undefined ? undefined : MEMBERS[member];
  return { row: line ?? document.rows[0] ?? 0, ...(field === undefined ? {} : { field }) };
}

/** Names a write so that it is done once however often it is sent, and from whichever browser. */
export async function idempotencyKey(path: Path, body: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${path}\n${body}`)));
  return `import-${[...hash.slice(0, 20)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
