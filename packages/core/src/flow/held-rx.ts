import type { RxRecord } from '../domain/rx.js';
import type { ChairsideErrorCode } from '../errors/codes.js';

/** Problems that are gone when the practice's book lists the RX again. */
const OF_THE_BOOK: readonly (ChairsideErrorCode | undefined)[] = [
  'RX_TOO_MANY_WITHDRAWALS',
  'RX_VISIT_OVER',
  'RX_NEVER_SCANNED',
  'RX_BOOK_UNREAD',
];

/** Whether a person is to look before the RX is withdrawn. */
export function asksBeforeWithdrawing({ problem }: RxRecord): boolean {
  return problem?.code === 'RX_TOO_MANY_WITHDRAWALS';
}

/** Whether the RX is kept from being sent, though nothing of itself is wrong, until a person or the book says something. */
export function isHeldByBook(record: RxRecord): boolean {
  return asksBeforeWithdrawing(record) || record.problem?.code === 'RX_VISIT_OVER';
}

export function hasProblemOfBook({ problem }: RxRecord): boolean {
  return OF_THE_BOOK.includes(problem?.code);
}
