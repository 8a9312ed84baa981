import type { RxKey } from '../domain/ids.js';
import type { WantedRx } from '../domain/rx.js';
import type { ChairsideErrorCode } from '../errors/codes.js';

/** One thing a source says once. */
export type RxChange = {
  /** Names this very saying; the same id again, before or after it was acknowledged, has no second effect. */
  readonly id: string;
} & ({ readonly change: 'wanted'; readonly rx: WantedRx } | { readonly change: 'cancelled'; readonly key: RxKey });

/** What became of a change; `code` says why it was refused. */
export interface RxOutcome {
  readonly id: string;
  readonly key: RxKey;
  readonly result: 'accepted' | 'unchanged' | 'refused';
  readonly code?: ChairsideErrorCode | undefined;
}

/** What a source has to say. Keys are unique in one snapshot; of several changes of a key the last one holds. */
export type RxReading =
  | {
      readonly kind: 'snapshot';
      /** All that is wanted in the horizon now. A key that is missing is asked for by `confirm`. */
      readonly wanted: readonly WantedRx[];
      /** Of visits that have begun: one that is not known yet is wanted, any other stays as it is. */
      readonly begun?: readonly WantedRx[] | undefined;
    }
  | {
      readonly kind: 'changes';
      /** In the order in which they were said. */
      readonly changes: readonly RxChange[];
      /** Given back at the next `read`, once all changes are committed. */
      readonly cursor?: string | undefined;
      /** Whether another `read` would bring more at once. */
      readonly more?: boolean | undefined;
    };

/** `over`: begun, completed or past, so the RX stays; only `cancelled` withdraws. */
export type RxConfirmation = 'wanted' | 'over' | 'cancelled';

/**
 * Which scans the practice wants. A source that can be asked at any time what is wanted answers snapshots and offers
 * `confirm`; one that speaks of each thing once, such as a dropped file, answers changes and offers `acknowledge`.
 *
 * In order, again and again: `read`; the ledger commits what was read; then `confirm` for a snapshot, `acknowledge` for
 * changes. No second `read` begins before that. A crash may come anywhere between: nothing counts as read before
 * `acknowledge` was called for it, and what was read and not acknowledged is read again, also after a restart.
 */
export interface RxTrigger {
  /**
   * What is wanted now, or was said since `cursor`: the one that the last committed reading gave, undefined at the first.
   * The same cursor may come again. Changes nothing in the source, but for claiming what was dropped. Throws a `transient`
   * error when the source cannot be read; a snapshot is never shortened instead. One bad item never keeps the others from
   * being read: it is left out and the adapter tells the practice in its own way.
   */
  read(cursor: string | undefined, signal: AbortSignal): Promise<RxReading>;
  /**
   * Called after the ledger committed the outcomes, in the order of the changes; called again with the same ones after a
   * crash, which has no second effect. When it throws, the changes are read again, and acknowledged once more.
   */
  acknowledge?(outcomes: readonly RxOutcome[], signal: AbortSignal): Promise<void>;
  /**
   * For snapshots: what became of keys that are missing from one. May be repeated, also with keys that were answered. A
   * key that is not answered stays as it is. Throws a `transient` error when the source cannot be read: then no key is
   * withdrawn.
   */
  confirm?(keys: readonly RxKey[], signal: AbortSignal): Promise<ReadonlyMap<RxKey, RxConfirmation>>;
  /**
   * For a source that says a thing once: whatever it has said since a moment (milliseconds since 1970) and still knows, it
   * says again at the next `read`, in the same order. Called where the ledger was put back from a copy of that moment; may
   * be called twice.
   */
  sayAgain?(since: number, signal: AbortSignal): Promise<void>;
}
