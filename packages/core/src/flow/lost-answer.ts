import type { RxRecord } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { problemOf } from './retry.js';
import type { RxPatch } from './rx-writer.js';

/** So often an RX is sent again by itself: each one that did arrive is one more of it on the scanner. */
const MOST_RESENDS = 5;

/**
 * What becomes of an RX whose answer was lost, so that it may be on the scanner: a person looks, unless the practice
 * chose to send it again, which is done after `wait` milliseconds and a few times only. One that is no longer wanted is
 * never sent again.
 */
export function afterLostAnswer(
  record: RxRecord,
  onUncertainSubmit: ClinicPolicy['rx']['onUncertainSubmit'],
  now: number,
  wait = 0,
): RxPatch {
  const { cancelled, resends = 0 } = record;
  if (onUncertainSubmit === 'hold' || cancelled || resends >= MOST_RESENDS) return inDoubt(record, now);
  const problem = problemOf(new ChairsideError('RX_ANSWER_LOST'), now);
  return { state: 'wanted', resends: resends + 1, dueAt: now + wait, problem };
}

/** A person must look at the scanner. */
export function inDoubt({ cancelled, resends = 0 }: Pick<RxRecord, 'cancelled' | 'resends'>, now: number): RxPatch {
  const code = cancelled ? 'RX_CANCELLED_IN_DOUBT' : 'RX_IN_DOUBT';
  const detail = resends === 0 ? undefined : `sent ${resends + 1} times`;
  return { state: 'in-doubt', dueAt: undefined, problem: problemOf(new ChairsideError(code, { detail }), now) };
}

/** Whether it may be on the scanner though its state does not say so: it was to be sent again. */
export function mayHaveArrived({ state, rxId, resends = 0 }: RxRecord): boolean {
  return (state === 'wanted' || state === 'failed') && rxId === undefined && resends > 0;
}

/** It is not wanted any more, and nobody knows its id: only a person can look for it on the scanner. */
export function cancelledInDoubt(record: RxRecord, now: number): RxPatch {
  const patch = inDoubt({ ...record, cancelled: true }, now);
  return { cancelled: true, ...(record.state === 'submitting' ? { problem: patch.problem } : patch) };
}
