import type { ScanOrder } from '../domain/order.js';
import type { Patient } from '../domain/patient.js';
import type { LeftFile, Receipt, StagedArchive, StagedFile } from '../domain/scan.js';

/** A verified revision of a scan, or one screen capture, for a patient's chart. */
export interface ScanDelivery {
  /** Names this delivery for ever: the same key always has the same content. */
  readonly key: string;
  readonly kind: 'scan' | 'capture';
  readonly patient: Patient;
  readonly order: ScanOrder;
  /** 1, 2 …; for a capture the newest filed revision of its order. */
  readonly revision: number;
  readonly files: readonly StagedFile[];
  /** The ZIPs the files came in, byte for byte; empty for a single capture. */
  readonly archives: readonly StagedArchive[];
}

/**
 * What stands of a receipt in the chart:
 * - `held`: every file, as it was filed
 * - `missing`: not every file; delivering again completes them
 * - `removed`: a person took files away or changed them, and does not want them back
 */
export type Holding = 'held' | 'missing' | 'removed';

/**
 * Files scans in the chart. Nothing in a chart is ever overwritten. Files handed over may be linked or copied, never
 * changed or moved, and are there until the call has ended. Calls for different deliveries may be under way at the same
 * time, those for one come one after the other. The revisions of an order come in their order; a revision may come once
 * more after a newer one.
 *
 * Where a signal cuts a call off, nothing that looks like a whole file of the scan may be left half-written.
 */
export interface ScanSink {
  /**
   * Resolves when every file is durable in the chart and was read back, but for those that the receipt calls pending: the
   * DPMS has them. Idempotent: the same key twice, also after a crash in the middle, gives the same receipt and one copy,
   * but for what the DPMS has done with pending files meanwhile. Throws CHART_UNREACHABLE or CHART_FULL where waiting
   * helps, CHART_CONFLICT where a person must look, CHART_PATIENT_GONE where the DPMS has the patient no more.
   */
  deliver(delivery: ScanDelivery, signal: AbortSignal): Promise<Receipt>;
  /**
   * Looks for the files of a receipt, which may be years old. May be repeated and changes nothing. Throws CHART_UNREACHABLE
   * where it cannot look: that says nothing about them.
   */
  holds(receipt: Receipt, signal: AbortSignal): Promise<Holding>;
  /**
   * A receipt with pending files as it is now: what the DPMS has put into the chart, or a person took away, is pending no
   * more. A sink whose receipts may have such files offers this. May be repeated and changes nothing. Throws as `holds`.
   */
  settle?(receipt: Receipt, signal: AbortSignal): Promise<Receipt>;
  /**
   * Takes a wrong filing out of the chart, as far as the DPMS lets it; nothing is deleted for good but by the DPMS.
   * Answers what is left to a person: until that is nothing, the withdrawal is not at its end, and is called again. May
   * be called for what is gone, and again after a crash. From then on `holds` says `removed` of what is gone, and nothing
   * comes back under that key: the same files may come under another one, and are no part of this receipt. Without this
   * nothing is taken out by itself. Throws as `deliver`.
   */
  withdraw?(receipt: Receipt, signal: AbortSignal): Promise<readonly LeftFile[]>;
}
