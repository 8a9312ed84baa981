import { NotReadable } from './not-readable.js';

/** Says that a file holds more than is taken: unlike one that is still being written, it never becomes readable. */
export class BeyondLimit extends NotReadable {}

export function tooManyRows(limit: number): BeyondLimit {
  return new BeyondLimit(`there are more than ${limit} rows`, `at most ${limit} (limits.rows), or several files`);
}
