// The names that this node keeps for numbers, in memory while somebody is signed in: they stand on every page.

import { page, type Page, Problem, request } from '../api/client.ts';

export interface Place {
  readonly gln: string;
  readonly name: string;
  /** One of this company's own. */
  readonly own: boolean;
}

export interface Product {
  readonly gtin: string;
  readonly name: string;
}

/** As many as the node gives at once. */
const PAGE = 1_000;
/** What a browser holds without anybody noticing; beyond it numbers are shown as numbers. */
const NAMES_MAX = 20_000;

const places = new Map<string, Place>();
const products = new Map<string, Product>();

export async function loadNames(): Promise<void> {
  try {
    const [thePlaces, theProducts] = await Promise.all([all<Place>('/api/v1/places'), all<Product>('/api/v1/products')]);
    forgetNames();
    thePlaces.forEach((place) => places.set(place.gln, place));
    theProducts.forEach((product) => products.set(product.gtin, product));
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    // Numbers are shown as numbers until the next time.
  }
}

/** Names that came with what they name. */
export function takeNames(thePlaces: readonly Omit<Place, 'own'>[], theProducts: readonly Product[]): void {
  thePlaces.forEach((place) => places.set(place.gln, { ...place, own: false }));
  theProducts.forEach((product) => products.set(product.gtin, product));
}

/** Page by page. */
async function all<T>(list: string): Promise<readonly T[]> {
  const found: T[] = [];
  let next: string | undefined = `${list}?limit=${PAGE}`;
  while (next !== undefined && found.length < NAMES_MAX) {
    const { member, more }: { member: readonly T[]; more: string | undefined } = await page<Page<T>>(next);
    found.push(...member);
    next = more;
  }
  return found;
}

export function forgetNames(): void {
  places.clear();
  products.clear();
}

export function placeName(gln: string): string | undefined {
  return places.get(gln)?.name;
}

export function productName(gtin: string): string | undefined {
  return products.get(gtin)?.name;
}

export function allPlaces(): readonly Place[] {
  return [...places.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function allProducts(): readonly Product[] {
  return [...products.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export async function savePlace(place: Place): Promise<void> {
  await request(`/api/v1/places/${place.gln}`, {
    method: 'PUT',
    body: JSON.stringify({ name: place.name, own: place.own }),
  });
  places.set(place.gln, place);
}

export async function removePlace(gln: string): Promise<void> {
  await request(`/api/v1/places/${gln}`, { method: 'DELETE' });
  places.delete(gln);
}

export async function saveProduct(product: Product): Promise<void> {
  await request(`/api/v1/products/${product.gtin}`, { method: 'PUT', body: JSON.stringify({ name: product.name }) });
  products.set(product.gtin, product);
}

export async function removeProduct(gtin: string): Promise<void> {
  await request(`/api/v1/products/${gtin}`, { method: 'DELETE' });
  products.delete(gtin);
}
