import type { ClinicId } from '../domain/ids.js';
import type { RxRecord, WantedRx } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import { contentDigest } from '../domain/digest.js';
import { leaving } from './generations.js';
import { cancelledInDoubt, mayHaveArrived } from './lost-answer.js';
import { problemOf } from './retry.js';
import type { RxPatch } from './rx-writer.js';

/** What a request does to the ledger. */
export type RequestDecision =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ChairsideErrorCode }
  | { readonly kind: 'change'; readonly patch: RxPatch; readonly successor?: RxRecord }
  | { readonly kind: 'insert'; readonly record: RxRecord };

/**
 * `still`: a snapshot lists it as it did before, which is no new wish. `begun`: the patient is in the chair, so what is
 * known stays as it is.
 */
export type Saying = 'anew' | 'still' | 'begun';

const UNCHANGED: RequestDecision = { kind: 'unchanged' };
const TOO_LATE: RequestDecision = { kind: 'refused', code: 'RX_ALREADY_SCANNED' };

/** Tells a changed request from a repeated one. A provider who is only called otherwise now is the same one. */
function requestDigest({ doctor, doctorKeys = [], ...rx }: WantedRx): string {
  return contentDigest({ ...rx, doctor: doctorKeys.at(-1) ?? doctor });
}

/** A generation of a wanted RX. Without `dueAt` it waits until an older one is off the scanner. */
export function newGeneration(
  clinic: ClinicId,
  rx: WantedRx,
  generation: number,
  dueAt: number | undefined,
  now: number,
): RxRecord {
  return {
    clinic,
    key: rx.key,
    generation,
    state: rx.proposal === true ? 'proposed' : 'wanted',
    wanted: rx,
    digest: requestDigest(rx),
    cancelled: false,
    dueAt: rx.proposal === true ? undefined : dueAt,
    attempts: 0,
    backoff: 0,
    interrupted: 0,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
}

/**
 * The practice wants an RX. The same content again does nothing; changed content replaces what was not sent yet, and
 * withdraws what was: the new generation then waits for that. Scanned is refused. `generations` are all of the key,
 * oldest first.
 */
export function decideWanted(
  clinic: ClinicId,
  generations: readonly RxRecord[],
  rx: WantedRx,
  saying: Saying,
  now: number,
): RequestDecision {
  const current = generations.at(-1);
  if (current === undefined) return { kind: 'insert', record: newGeneration(clinic, rx, 1, now, now) };
  if (saying === 'begun') return UNCHANGED;
  const digest = requestDigest(rx);
  const same = current.digest === digest;
  const next = current.generation + 1;
  const insert = (): RequestDecision => {
    const scanned = generations.find(({ state }) => state === 'scanned');
    if (scanned !== undefined) return scanned.digest === digest ? UNCHANGED : TOO_LATE;
    const waits = leaving(generations, next).length > 0;
    return { kind: 'insert', record: newGeneration(clinic, rx, next, waits ? undefined : now, now) };
  };
  const replace = (): RequestDecision => ({
    kind: 'change',
    patch: { state: 'withdrawing', dueAt: now, attempts: 0, backoff: 0 },
    successor: newGeneration(clinic, rx, next, undefined, now),
  });
  // What a person took back stays so until the practice says something new.
  const stillHeldBack = saying === 'still' && current.heldBack === true;
  switch (current.state) {
    case 'withdrawn':
    case 'withdrawing':
      return same && stillHeldBack ? UNCHANGED : insert();
    case 'scanned':
      return same ? UNCHANGED : TOO_LATE;
    case 'dismissed':
    case 'failed':
      if (same) return UNCHANGED;
      // One that is on the scanner, because it was let rest there or could not be withdrawn, must go from there first.
      return current.rxId === undefined ? insert() : replace();
    case 'submitted':
      return same ? UNCHANGED : replace();
    case 'submitting':
      if (same && (!current.cancelled || stillHeldBack)) return UNCHANGED;
      return { kind: 'change', patch: { wanted: rx, digest, cancelled: false, heldBack: false, problem: undefined } };
    case 'in-doubt': {
      if (same && (!current.cancelled || stillHeldBack)) return UNCHANGED;
      // Stays in doubt: what a person then sends again is the new content.
      const problem = current.cancelled ? problemOf(new ChairsideError('RX_IN_DOUBT'), now) : current.problem;
      return { kind: 'change', patch: { wanted: rx, digest, cancelled: false, heldBack: false, problem } };
    }
    case 'proposed':
    case 'wanted': {
      // Also where only the provider's name is another one: it is still to be looked up.
      if (contentDigest(current.wanted) === contentDigest(rx)) return UNCHANGED;
      const waits = current.state === 'proposed' || leaving(generations, current.generation).length > 0;
      return {
        kind: 'change',
        patch: { wanted: rx, digest, dueAt: waits ? undefined : now, problem: undefined, attempts: 0, backoff: 0 },
      };
    }
  }
}

/** The practice no longer wants an RX. */
export function decideCancelled(generations: readonly RxRecord[], now: number): RequestDecision {
  const current = generations.at(-1);
  if (current === undefined) return { kind: 'refused', code: 'RX_KEY_UNKNOWN' };
  if (mayHaveArrived(current)) return { kind: 'change', patch: cancelledInDoubt(current, now) };
  switch (current.state) {
    case 'withdrawn':
    case 'withdrawing':
    case 'dismissed':
      return UNCHANGED;
    case 'scanned':
      return TOO_LATE;
    case 'proposed':
    case 'wanted':
      return { kind: 'change', patch: { state: 'withdrawn', dueAt: undefined, problem: undefined } };
    case 'failed':
      if (generations.some(({ state }) => state === 'scanned')) return TOO_LATE;
      return current.rxId === undefined
        ? { kind: 'change', patch: { state: 'withdrawn', dueAt: undefined } }
        : { kind: 'change', patch: { state: 'withdrawing', dueAt: now, attempts: 0, backoff: 0 } };
    case 'submitted':
      return { kind: 'change', patch: { state: 'withdrawing', dueAt: now, attempts: 0, backoff: 0 } };
    case 'submitting':
    case 'in-doubt':
      return current.cancelled ? UNCHANGED : { kind: 'change', patch: cancelledInDoubt(current, now) };
  }
}
