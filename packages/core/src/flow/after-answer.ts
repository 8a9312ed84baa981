import type { RxId } from '../domain/ids.js';
import type { RxRecord } from '../domain/rx.js';
import type { WorkUnit } from '../ports/ledger.js';
import { newGeneration } from './decide-request.js';
import { rxStatus, type RxPatch } from './rx-writer.js';
import { NO_ORDER_AFTER } from './visit-over.js';

/**
 * What becomes of an RX that the scanner took: `submitting` as it was sent, `current` as it is now. What was changed or
 * cancelled meanwhile is on the scanner, and with its id can be taken back.
 */
export function afterAnswer(
  submitting: RxRecord,
  current: RxRecord,
  rxId: RxId,
  now: number,
): { readonly patch: RxPatch; readonly along?: WorkUnit } {
  // Where no scan of it comes, a person is shown it one day.
  const dueAt = now + NO_ORDER_AFTER;
  const patch: RxPatch = {
    rxId,
    state: 'submitted',
    dueAt,
    attempts: 0,
    backoff: 0,
    interrupted: 0,
    problem: undefined,
  };
  const withdrawing: RxPatch = { ...patch, state: 'withdrawing', dueAt: now };
  if (current.cancelled) return { patch: withdrawing };
  if (current.digest === submitting.digest) return { patch };
  const { wanted, digest } = submitting;
  const successor = newGeneration(current.clinic, current.wanted, current.generation + 1, undefined, now);
  return { patch: { ...withdrawing, wanted, digest }, along: { rx: [successor], tell: [rxStatus(successor, now)] } };
}
