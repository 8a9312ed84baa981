import type { RxKey } from '../domain/ids.js';
import type { WantedRx } from '../domain/rx.js';
import type { ChairsideErrorCode } from '../errors/codes.js';

/** One thing a source says once. */
export type RxChange = {
  /** Names this very saying; the same id again, before or after it was acknowledged, has no second effect. */
  readonly id: string;
} & ({ readonly change: 'wanted'; readonly rx: WantedRx } | { readonly change: 'cancelled'; readonly key: RxKey });

/** What became of a change; `refused` says why. */
export interface RxOutcome {
  readonly id: string;
  readonly key: RxKey;
  readonly result: 'accepted' | 'unchanged' | 'refused';
  readonly code?: ChairsideErrorCode | undefined;
}

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
 * Which scans the practice wants. Nothing counts as read before `acknowledge` was called for it: what was read and not
 * acknowledged is read again, also after a restart.
 */
export interface RxTrigger {
  /**
   * Throws a `transient` error when the source cannot be read; a snapshot is never shortened instead. One bad item
   * never keeps the others from being read.
   */
  read(cursor: string | undefined, signal: AbortSignal): Promise<RxReading>;
  /** Called after the ledger committed the outcomes; may be called again with the same ones after a crash. */
  acknowledge?(outcomes: readonly RxOutcome[], signal: AbortSignal): Promise<void>;
  /** For snapshots: what became of keys that are missing. A key that is not answered stays. */
  confirm?(keys: readonly RxKey[], signal: AbortSignal): Promise<ReadonlyMap<RxKey, RxConfirmation>>;
}
