// What a file can be taken for, and what its columns can mean. Pure.

import type { Table } from './table.ts';

export type Kind = 'shipments' | 'receivings' | 'events';

export type Field =
  | 'number'
  | 'time'
  | 'from'
  | 'to'
  | 'at'
  | 'order'
  | 'invoice'
  | 'shipment'
  | 'step'
  | 'disposition'
  | 'sscc'
  | 'product'
  | 'lot'
  | 'serial'
  | 'quantity'
  | 'unit'
  | 'barcode';

const GOODS: readonly Field[] = ['product', 'lot', 'serial', 'quantity', 'unit', 'sscc', 'barcode'];

export const FIELDS: Readonly<Record<Kind, readonly Field[]>> = {
  shipments: ['number', 'time', 'from', 'to', ...GOODS, 'order', 'invoice'],
  receivings: ['number', 'time', 'at', 'from', 'shipment', ...GOODS, 'order'],
  events: ['time', 'step', 'disposition', 'at', ...GOODS.filter((field) => field !== 'barcode')],
};

export const REQUIRED: Readonly<Record<Kind, readonly Field[]>> = {
  shipments: ['number', 'time', 'from', 'to'],
  receivings: ['number', 'time', 'at'],
  events: ['time', 'step'],
};

/** What may be said once for the whole file instead of in a column. */
export const FOR_ALL: Readonly<Record<Kind, readonly Field[]>> = {
  shipments: ['from', 'to'],
  receivings: ['at', 'from'],
  events: ['step', 'at'],
};

/** Names that several columns make together: product, brand and pack are one product. */
export const JOINED: ReadonlySet<Field> = new Set<Field>(['product', 'from', 'to', 'at']);

/** The field of each column, by its place; undefined where it says nothing that we record. */
export type Mapping = readonly (Field | undefined)[];

/** As headers are met, English and German, without what is not a letter or digit; the likelier first. */
const SYNONYMS: Readonly<Record<Field, readonly string[]>> = {
  number: [
    'deliverynote', 'deliverynotenumber', 'deliverynoteno', 'lieferschein', 'lieferscheinnummer', 'lieferscheinnr', 'shipmentnumber',
    'shipmentno', 'shipmentid', 'asn', 'asndn', 'despatchadvice', 'dispatchadvice', 'deliverynumber', 'deliveryno', 'delivery',
    'lieferung', 'liefernummer', 'liefernr', 'lsnr', 'sendung', 'sendungsnummer', 'sendungsnr', 'number', 'nummer', 'belegnummer', 'belegnr',
  ],
  time: [
    'shippedat', 'receivedat', 'eventtime', 'shipdate', 'shippingdate', 'dateshipped', 'receiptdate', 'datereceived', 'deliverydate',
    'deliveredtoclientdate', 'versanddatum', 'versandam', 'warenausgangsdatum', 'wareneingangsdatum', 'lieferdatum', 'empfangsdatum',
    'buchungsdatum', 'date', 'datum', 'time', 'zeit', 'zeitpunkt', 'timestamp',
  ],
  from: [
    'from', 'shipfrom', 'fromgln', 'shipfromgln', 'shipfromlocation', 'sender', 'sendergln', 'source', 'sourcegln', 'supplier', 'vendor',
    'von', 'vongln', 'absender', 'absendergln', 'versandort', 'lieferant', 'abgangsort', 'werk',
  ],
  to: [
    'to', 'shipto', 'togln', 'shiptogln', 'shiptolocation', 'receiver', 'receivergln', 'destination', 'destinationgln', 'consignee',
    'customer', 'nach', 'nachgln', 'an', 'empfaenger', 'empfaengergln', 'warenempfaenger', 'ziel', 'zielort', 'kunde', 'lieferort',
  ],
  at: [
    'at', 'atgln', 'gln', 'location', 'locationgln', 'receivelocation', 'receivinglocation', 'bizlocation', 'readpoint', 'place', 'site',
    'ort', 'ortgln', 'standort', 'lager', 'lagerort', 'empfangsort',
  ],
  order: [
    'purchaseorder', 'purchaseordernumber', 'purchaseorderno', 'po', 'ponumber', 'pono', 'poso', 'order', 'ordernumber', 'orderno',
    'bestellung', 'bestellnummer', 'bestellnr', 'auftrag', 'auftragsnummer', 'auftragsnr',
  ],
  invoice: ['invoice', 'invoicenumber', 'invoiceno', 'rechnung', 'rechnungsnummer', 'rechnungsnr'],
  shipment: ['asn', 'despatchadvice', 'deliverynote', 'shipment', 'shipmentnumber', 'lieferschein', 'lieferscheinnummer', 'lieferscheinnr'],
  step: ['bizstep', 'businessstep', 'step', 'event', 'schritt', 'geschaeftsschritt', 'vorgang', 'ereignis'],
  disposition: ['disposition', 'state', 'status', 'zustand'],
  sscc: ['sscc', 'nve', 'ssccnve', 'pallet', 'palletid', 'palletnumber', 'handlingunit', 'hu', 'palette', 'palettennummer', 'palettennr', 'packstueck', 'ladeeinheit'],
  product: [
    'gtin', 'ean', 'upc', 'gtinean', 'productgtin', 'tlcgtin', 'barcodenumber', 'product', 'productcode', 'productid', 'item', 'itemcode', 'itemnumber',
    'itemdescription', 'article', 'articlenumber', 'material', 'materialnumber', 'sku', 'artikel', 'artikelnummer', 'artikelnr',
    'produkt', 'produktnummer', 'materialnummer', 'bezeichnung',
  ],
  lot: ['lot', 'lotnumber', 'lotno', 'batch', 'batchnumber', 'batchno', 'batchlot', 'tlcbatch', 'charge', 'chargennummer', 'chargennr', 'los', 'losnummer'],
  serial: ['serial', 'serialnumber', 'serialno', 'sn', 'seriennummer', 'seriennr', 'serie'],
  quantity: [
    'quantity', 'qty', 'lineitemquantity', 'shippedquantity', 'receivedquantity', 'quantityshipped', 'quantityreceived', 'amount', 'count', 'pieces',
    'menge', 'liefermenge', 'anzahl', 'stueck', 'stueckzahl', 'gewicht',
  ],
  unit: ['uom', 'unit', 'unitofmeasure', 'quantityunit', 'einheit', 'mengeneinheit', 'me', 'masseinheit'],
  barcode: ['barcode', 'scan', 'code', 'elementstring', 'datamatrix', 'strichcode'],
};

/** The paper of a receiving; the sender's has its own field there. */
const RECEIPTS: readonly string[] = [
  'goodsreceipt', 'goodsreceiptnumber', 'goodsreceiptno', 'receiptnumber', 'receiptno', 'receipt', 'grnumber', 'grn', 'wareneingang',
  'wareneingangsnummer', 'wareneingangsnr', 'wenummer', 'wenr', 'number', 'nummer', 'belegnummer', 'belegnr',
];

/** A header without what is not a letter or digit: `Lieferschein-Nr.` is `lieferscheinnr`. */
export function normalized(header: string): string {
  return header
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]/g, '');
}

/** What the file is taken for before anybody says it. */
export function guessKind(table: Table): Kind {
  const headers = table.headers.map(normalized);
  const any = (...names: readonly string[]): boolean => names.some((name) => headers.includes(name));
  if (any('bizstep', 'businessstep', 'eventtime', 'geschaeftsschritt')) {
    return 'events';
  }
  return any('receivedat', 'goodsreceipt', 'receiptnumber', 'grn', 'receiptdate', 'datereceived', 'wareneingang', 'wareneingangsnummer', 'wareneingangsnr', 'wareneingangsdatum')
    ? 'receivings'
    : 'shipments';
}

/** The likeliest meaning of each column: one column for a field, the one whose header says it best. */
export function guessMapping(headers: readonly string[], kind: Kind): Mapping {
  const mapping: (Field | undefined)[] = headers.map(() => undefined);
  const wishes = FIELDS[kind]
    .flatMap((field) =>
      headers.flatMap((header, column) => {
        const names = field === 'number' && kind === 'receivings' ? RECEIPTS : SYNONYMS[field];
        const rank = names.indexOf(normalized(header));
        return rank < 0 ? [] : [{ field, column, rank }];
      }),
    )
    .sort((a, b) => a.rank - b.rank);
  const given = new Set<Field>();
  for (const { field, column } of wishes) {
    if (!given.has(field) && mapping[column] === undefined) {
      mapping[column] = field;
      given.add(field);
    }
  }
  return mapping;
}

export function columnsOf(mapping: Mapping, field: Field): readonly number[] {
  return mapping.flatMap((each, column) => (each === field ? [column] : []));
}

/** Fields that two columns are given for, where one has to say it. */
export function doubled(mapping: Mapping): readonly Field[] {
  return [...new Set(mapping)].filter(
    (field): field is Field => field !== undefined && !JOINED.has(field) && columnsOf(mapping, field).length > 1,
  );
}
