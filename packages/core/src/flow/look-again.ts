import type { ScanRecord } from '../domain/scan.js';

/** How often a notification may have the same order's export looked at again. */
const LOOK_AGAIN = 10 * 60 * 1000;

/** When a notification may have an order fetched again. */
export function lookAgainAt({ fetchedAt }: ScanRecord, now: number): number {
  // A fetch of the future was dated by a clock that has been put right since.
  return fetchedAt === undefined || fetchedAt > now ? now : Math.max(now, fetchedAt + LOOK_AGAIN);
}
