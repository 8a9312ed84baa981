import { NotReadable } from './not-readable.js';

/** Says that a file holds more than is taken: unlike one that is still being written, it never becomes readable. */
export class BeyondLimit extends NotReadable {}

export function tooManyRows(limit: number): BeyondLimit {
  return new BeyondLimit(`there are more than ${limit} rows`, `at most ${limit} (limits.rows), or several files`);
}

/** Bytes of a file of messages: each has a few thousand, and its parts take fifty times as much memory. */
const MESSAGES_BYTES = 2 * 1024 * 1024;

/** Throws BeyondLimit for a file of GDT records or HL7 messages that is larger than any practice software writes. */
export function assertFewMessages(bytes: Buffer): void {
  if (bytes.length > MESSAGES_BYTES)
    throw new BeyondLimit('the file is too large for records or messages', 'at most 2 MB, or several files');
}
