import type { RxRecord } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { leaving } from './generations.js';
import { asksBeforeWithdrawing, hasProblemOfBook } from './held-rx.js';
import { inDoubt, mayHaveArrived } from './lost-answer.js';
import { problemOf } from './retry.js';
import type { RxPatch } from './rx-writer.js';

const DAY = 24 * 60 * 60 * 1000;
/** How long an RX may be without an order, after its visit or after it was sent, before a person is shown it. */
export const NO_ORDER_AFTER = 14 * DAY;
/** The shortest and the longest time in which one whose visit is over is not asked about again. */
const REST = { least: 15 * 60 * 1000, most: DAY } as const;

/** Whether it matters to an RX that the book lists it. */
export function waitsForBook(record: RxRecord): boolean {
  return record.overSince !== undefined || hasProblemOfBook(record);
}

/** How long an RX whose visit is over is not asked about again: ever longer, as those that are never scanned add up. */
export function restWhenOver({ overSince = Infinity }: RxRecord, now: number): number {
  return Math.min(REST.most, Math.max(REST.least, (now - overSince) / 4));
}

/** Its visit is over. What was not sent yet is not put on the scanner any more, unless a person says so. */
export function whenOver(record: RxRecord, now: number): RxPatch {
  const { state, problem } = record;
  const over: RxPatch = { overSince: now };
  if (mayHaveArrived(record)) return { ...over, ...inDoubt(record, now) };
  switch (state) {
    case 'proposed':
    case 'wanted':
      return {
        ...over,
        dueAt: undefined,
        problem: problemOf(new ChairsideError('RX_VISIT_OVER', { detail: problem?.code }), now),
      };
    case 'submitted':
      return { ...over, dueAt: now + NO_ORDER_AFTER };
    default:
      return over;
  }
}

/** The book lists it, or does not want it withdrawn after all. Undefined: that changes nothing. */
export function whenGoingOn(generations: readonly RxRecord[], listed: boolean, now: number): RxPatch | undefined {
  const current = generations.at(-1);
  if (current === undefined) return undefined;
  const { state, generation } = current;
  const freed = listed ? hasProblemOfBook(current) : asksBeforeWithdrawing(current);
  const stillToCome = listed && current.overSince !== undefined;
  if (!freed && !stillToCome) return undefined;
  const sends = freed && state === 'wanted' && leaving(generations, generation).length === 0;
  return {
    ...(freed && { problem: undefined }),
    ...(stillToCome && { overSince: undefined }),
    ...(stillToCome && state === 'submitted' && { dueAt: undefined }),
    ...(sends && { dueAt: now }),
  };
}
