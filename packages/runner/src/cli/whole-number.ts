import { InvalidArgumentError } from 'commander';

/** For options that take an id of iTero. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}
