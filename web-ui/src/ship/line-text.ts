import { formatQuantity, t } from '../i18n/index.ts';
import { productText } from '../ui/thing.ts';
import type { Line } from './draft.ts';

/** A scanned thing in words, without its quantity. */
export function lineText(line: Line): string {
  const m = t().things;
  if (line.sscc !== undefined) {
    return m.package(line.sscc);
  }
  const product = productText(line.gtin ?? '');
  if (line.serial !== undefined) {
    return m.item(product, line.serial);
  }
  return line.lot === undefined ? product : m.lot(product, line.lot);
}

export function quantityText(line: Line): string {
  return formatQuantity(line.quantity ?? 1, line.uom);
}
