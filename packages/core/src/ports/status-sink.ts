import type { OrderId, RxId, RxKey } from '../domain/ids.js';
import type { ScanOrder } from '../domain/order.js';
import type { Patient } from '../domain/patient.js';
import type { Problem } from '../domain/problem.js';
import type { RxState } from '../domain/rx-state.js';
import type { PlacedFile } from '../domain/scan.js';
import type { ScanState } from '../domain/scan-state.js';

/** What became of an RX. */
export interface RxStatus {
  readonly kind: 'rx';
  readonly key: RxKey;
  readonly state: RxState;
  readonly rxId?: RxId | undefined;
  readonly orderId?: OrderId | undefined;
  /** The files in the chart, once the RX's scan is filed. */
  readonly files: readonly PlacedFile[];
  readonly problem?: Problem | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What became of the scan of an order. */
export interface ScanStatus {
  readonly kind: 'scan';
  /** With its status and stage. */
  readonly order: ScanOrder;
  readonly state: ScanState;
  readonly rxKey?: RxKey | undefined;
  readonly patient?: Patient | undefined;
  /** The newest filed revision; 0 when none. */
  readonly revision: number;
  /** The files of that revision in the chart, also while the order is fetched again. */
  readonly files: readonly PlacedFile[];
  /** Since when the lab has sent the case back to the clinic, milliseconds since 1970; undefined where it has not. */
  readonly sentBackAt?: number | undefined;
  readonly problem?: Problem | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One thing to tell the DPMS; `kind` says of what. */
export type StatusUpdate = RxStatus | ScanStatus;

/** Is told each change of an RX, of a scan and of its order's status. */
export interface StatusSink {
  /**
   * At least once for each change, in order per RX or order: the next one of that comes when this one returned. The same one
   * may come again after a crash. A state that is not known is one of a later version: show it as it is. Whatever is
   * thrown, the same update comes again, after a growing wait and for ever; so what can never be told is let go.
   */
  tell(update: StatusUpdate, signal: AbortSignal): Promise<void>;
}
