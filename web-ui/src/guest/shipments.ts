// A guest's shipments: what the node shows of them, and what he says of them.

import { json, page, type Page } from '../api/client.ts';
import { attachmentsMember, type Attachment } from '../attachment/names.ts';
import { takeNames, type Place, type Product } from '../data/names.ts';
import { all, isAmount, line, standing, tally, type Announced, type AnnouncedGoods, type Count } from '../receive/count.ts';

export const REASONS = ['missing', 'damaged', 'too_many', 'other_goods', 'expired'] as const;
export type Reason = (typeof REASONS)[number];

export const GUEST_SHIPMENTS = '/api/v1/guest/shipments';

interface Named {
  readonly places: readonly Place[];
  readonly products: readonly Product[];
}

export async function guestShipments(limit: number): Promise<readonly Announced[]> {
  return (await guestPage(`${GUEST_SHIPMENTS}?limit=${limit}`)).member;
}

/** A page of his list, and where the next one is. */
export async function guestPage(path: string): Promise<Page<Announced> & { readonly more: string | undefined }> {
  const found = await page<Named & Page<Announced>>(path);
  takeNames(found.places, found.products);
  return found;
}

export interface GuestShipment {
  readonly shipment: Announced;
  readonly attachments: readonly string[];
  readonly sentByGuest: boolean;
}

export async function guestOne(at: Pick<Announced, 'index' | 'position'>): Promise<GuestShipment> {
  const one = await json<Named & GuestShipment>(address(at));
  takeNames(one.places, one.products);
  return one;
}

export async function guestShipment(at: Pick<Announced, 'index' | 'position'>): Promise<Announced> {
  return (await guestOne(at)).shipment;
}

export function address(at: Pick<Announced, 'index' | 'position'>): `/api/v1/guest/shipments/${string}` {
  return `${GUEST_SHIPMENTS}/${at.index}/${at.position}`;
}

/** Of a guest's own list: what has this number, or holds this thing. */
export function matching(shipments: readonly Announced[], uri: string | undefined, text: string | undefined): readonly Announced[] {
  return shipments.filter(
    (each) => (text !== undefined && each.number === text) || (uri !== undefined && all(each.goods).some((goods) => goods.identifier === uri)),
  );
}

/** The body that opens a difference. */
export function difference(
  at: string,
  observedAt: string,
  reason: Reason,
  note: string,
  goods: readonly { readonly identifier: string; readonly quantity?: number; readonly uom?: string }[],
  attachments: readonly Attachment[] = [],
): string {
  return JSON.stringify({
    at,
    observedAt,
    reason,
    ...(note.trim() === '' ? {} : { note: note.trim() }),
    ...attachmentsMember(attachments),
    lines: goods.map((each) =>
      line(each.identifier, isAmount(each.identifier) ? { quantity: each.quantity ?? 1, ...(each.uom === undefined ? {} : { uom: each.uom }) } : undefined),
    ),
  });
}

/** What is missing of a count, an amount by what lacks. */
export function lacking(count: Count): readonly { readonly identifier: string; readonly quantity?: number; readonly uom?: string }[] {
  return tally(count).missing.map((goods: AnnouncedGoods) => {
    const here = standing(count, goods) === 'partly' ? (count.here[goods.identifier]?.quantity ?? 0) : 0;
    return {
      identifier: goods.identifier,
      ...(goods.quantity === undefined ? {} : { quantity: Math.round((goods.quantity - here) * 1e6) / 1e6 }),
      ...(goods.uom === undefined ? {} : { uom: goods.uom }),
    };
  });
}
