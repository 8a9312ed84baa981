import type { ClinicId } from '../domain/ids.js';
import type { RxRecord, WantedRx } from '../domain/rx.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import { ERROR_CODES } from '../errors/codes.js';
import { contentDigest } from '../domain/digest.js';
import type { RxPatch } from './rx-writer.js';

/** What a request does to the ledger. */
export type RequestDecision =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ChairsideErrorCode }
  | { readonly kind: 'change'; readonly patch: RxPatch; readonly successor?: RxRecord }
  | { readonly kind: 'insert'; readonly record: RxRecord };

function newRecord(clinic: ClinicId, rx: WantedRx, digest: string, generation: number, dueAt: number | undefined, now: number): RxRecord {
  return {
    clinic,
    key: rx.key,
    generation,
    state: rx.proposal === true ? 'proposed' : 'wanted',
    wanted: rx,
    digest,
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
 * withdraws what was: the new generation then waits for that. Scanned is refused.
 */
export function decideWanted(clinic: ClinicId, current: RxRecord | undefined, rx: WantedRx, now: number): RequestDecision {
  const digest = contentDigest(rx);
  if (current === undefined) return { kind: 'insert', record: newRecord(clinic, rx, digest, 1, now, now) };
  const successor = (dueAt: number | undefined): RxRecord => newRecord(clinic, rx, digest, current.generation + 1, dueAt, now);
  const same = current.digest === digest;
  switch (current.state) {
    case 'withdrawn':
      return { kind: 'insert', record: successor(now) };
    case 'withdrawing':
      return { kind: 'insert', record: successor(undefined) };
    case 'scanned':
      return same ? { kind: 'unchanged' } : { kind: 'refused', code: 'RX_ALREADY_SCANNED' };
    case 'dismissed':
    case 'failed':
      if (same) return { kind: 'unchanged' };
      // A failed one that is on the scanner, because it could not be withdrawn, must go from there first.
      return current.rxId !== undefined && current.state === 'failed'
        ? { kind: 'change', patch: { state: 'withdrawing', dueAt: now, attempts: 0, backoff: 0 }, successor: successor(undefined) }
        : { kind: 'insert', record: successor(now) };
    case 'submitted':
      if (same) return { kind: 'unchanged' };
      return { kind: 'change', patch: { state: 'withdrawing', dueAt: now, attempts: 0, backoff: 0 }, successor: successor(undefined) };
    case 'in-doubt':
    case 'submitting':
      // Stays in doubt: what a person then sends again is the new content.
      return same && !current.cancelled ? { kind: 'unchanged' } : { kind: 'change', patch: { wanted: rx, digest, cancelled: false } };
    case 'proposed':
    case 'wanted': {
      if (same) return { kind: 'unchanged' };
      // A generation that waits for its predecessor's withdrawal goes on waiting.
      const waits = current.generation > 1 && current.dueAt === undefined && current.problem === undefined;
      const dueAt = current.state === 'proposed' || waits ? undefined : now;
      return { kind: 'change', patch: { wanted: rx, digest, dueAt, problem: undefined, attempts: 0, backoff: 0 } };
    }
  }
}

/** The practice no longer wants an RX. */
export function decideCancelled(current: RxRecord | undefined, now: number): RequestDecision {
  if (current === undefined) return { kind: 'refused', code: 'RX_KEY_UNKNOWN' };
  switch (current.state) {
    case 'withdrawn':
    case 'withdrawing':
    case 'dismissed':
      return { kind: 'unchanged' };
    case 'scanned':
      return { kind: 'refused', code: 'RX_ALREADY_SCANNED' };
    case 'proposed':
    case 'wanted':
      return { kind: 'change', patch: { state: 'withdrawn', dueAt: undefined, problem: undefined } };
    case 'failed':
      return current.rxId === undefined
        ? { kind: 'change', patch: { state: 'withdrawn', dueAt: undefined } }
        : { kind: 'change', patch: { state: 'withdrawing', dueAt: now, attempts: 0, backoff: 0 } };
    case 'submitted':
      return { kind: 'change', patch: { state: 'withdrawing', dueAt: now, attempts: 0, backoff: 0 } };
    case 'submitting':
    case 'in-doubt': {
      if (current.cancelled) return { kind: 'unchanged' };
      const { class: errorClass, text } = ERROR_CODES.RX_CANCELLED_IN_DOUBT;
      return { kind: 'change', patch: { cancelled: true, problem: { code: 'RX_CANCELLED_IN_DOUBT', class: errorClass, text, at: now } } };
    }
  }
}
