import { InvalidArgumentError } from 'commander';

/** For options that take an id of iTero. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}

/** For options that say how many. */
export function atLeastOne(text: string): number {
  const count = wholeNumber(text);
  if (count === 0) throw new InvalidArgumentError('At least 1 is expected.');
  return count;
}
