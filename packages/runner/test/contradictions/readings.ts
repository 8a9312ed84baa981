import type { Switches } from '@chairside/itero-simulator';

/** How a cloud reads points on which the vendor's document says two things, or nothing. */
export interface Reading {
  readonly name: string;
  readonly switches: Partial<Switches>;
  /** There is no Discovery, only the older address. */
  readonly noDiscovery?: boolean;
}

/** Where the orders come first that others have last, each on a page of its own. */
const PAGES: readonly Reading[] = [
  { name: 'the oldest order first', switches: { pageOrder: 'oldest', mostPerPage: 1 } },
  { name: 'the newest order first', switches: { pageOrder: 'newest', mostPerPage: 1 } },
];
const DESCRIPTIONS: readonly Reading[] = [
  { name: 'each address in its field', switches: { swappedUrls: 'nowhere' } },
  { name: 'addresses swapped', switches: { swappedUrls: 'everywhere' } },
  { name: 'addresses swapped by RX', switches: { swappedUrls: 'by-rx' } },
];
/** Files have moved, so that nothing but the addresses of the set leads to them. */
const ADDRESSES: readonly Reading[] = [
  { name: 'both sets of them', switches: { urls: 'both', files: 'moved' } },
  { name: 'the flat ones', switches: { urls: 'flat', files: 'moved' } },
  { name: 'the nested ones', switches: { urls: 'nested', files: 'moved' } },
];
const ORDER_IDS: readonly Reading[] = [
  { name: 'OrderId as a number', switches: { orderIdAs: 'number' } },
  { name: 'OrderId as text', switches: { orderIdAs: 'string' } },
];

/** A cloud that has all these readings at once; of two for the same point the later one. */
export function together(...readings: readonly Reading[]): Reading {
  return {
    name: readings.map(({ name }) => name).join(', '),
    switches: Object.assign({}, ...readings.map(({ switches }) => switches)) as Partial<Switches>,
    noDiscovery: readings.some(({ noDiscovery }) => noDiscovery === true),
  };
}

/** Every combination of the ways in which orders are listed. */
export const LISTINGS: readonly Reading[] = [DESCRIPTIONS, ADDRESSES, ORDER_IDS].reduce<readonly Reading[]>(
  (combined, choices) => combined.flatMap((one) => choices.map((choice) => together(one, choice))),
  PAGES,
);

/** Two listings that differ in everything. */
export const CONTRASTS: readonly Reading[] = [LISTINGS.at(0)!, LISTINGS.at(-1)!];
