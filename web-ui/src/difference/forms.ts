// What either side says to a difference, as the API takes it.

/** Who sent the goods says the first four, who opened the difference the last; this node's company any of them. */
export const OUTCOMES = ['accepted', 'resent', 'credited', 'refused', 'found'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The body of `…/answers`. */
export function answer(answeredAt: string, note: string): string {
  return JSON.stringify({ answeredAt, note });
}

/** The body of `…/outcome`. */
export function outcome(decidedAt: string, chosen: Outcome, note: string): string {
  return JSON.stringify({ decidedAt, outcome: chosen, ...(note === '' ? {} : { note }) });
}

/** What a guest may close a difference with. */
export function outcomesOfGuest(
  difference: { readonly confirmedBy?: string },
  sentByGuest: boolean,
  own: readonly string[],
): readonly Outcome[] {
  const his = difference.confirmedBy !== undefined && own.some((gln) => difference.confirmedBy?.endsWith(`/417/${gln}`));
  return OUTCOMES.filter((each) => (each === 'found' ? his : sentByGuest));
}
