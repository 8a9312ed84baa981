import type { RxRecord } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { problemOf } from './retry.js';
import type { RxPatch } from './rx-writer.js';

/**
 * What becomes of an RX whose answer was lost, so that it may be on the scanner: a person looks, unless the practice
 * chose to send it again. One that is no longer wanted is never sent again.
 */
export function afterLostAnswer(
  { cancelled }: RxRecord,
  onUncertainSubmit: ClinicPolicy['rx']['onUncertainSubmit'],
  now: number,
): RxPatch {
  if (onUncertainSubmit === 'resend' && !cancelled) return { state: 'wanted', dueAt: now };
  const code = cancelled ? 'RX_CANCELLED_IN_DOUBT' : 'RX_IN_DOUBT';
  return { state: 'in-doubt', dueAt: undefined, problem: problemOf(new ChairsideError(code), now) };
}
