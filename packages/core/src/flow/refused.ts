const OR = new Intl.ListFormat('en', { type: 'disjunction' });

/** What a desk answers where an item is in none of the states in which the wish makes sense. */
export function refused(
  item: string,
  state: string,
  from: readonly string[],
): { readonly kind: 'refused'; readonly why: string } {
  return { kind: 'refused', why: `The ${item} is ${state}; this can be done only where it is ${OR.format(from)}.` };
}
