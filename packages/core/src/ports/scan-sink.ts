import type { ScanOrder } from '../domain/order.js';
import type { Patient } from '../domain/patient.js';
import type { Receipt, StagedArchive, StagedFile } from '../domain/scan.js';

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
 * Files scans in the chart. Nothing in a chart is ever overwritten. Files handed over may be linked or copied, never
 * changed or moved.
 */
export interface ScanSink {
  /**
   * Resolves when every file is durable in the chart and was read back. Idempotent: the same key twice, also after a
   * crash in the middle, gives the same receipt and one copy. Throws CHART_UNREACHABLE or CHART_FULL where waiting
   * helps, CHART_CONFLICT where a person must look.
   */
  deliver(delivery: ScanDelivery, signal: AbortSignal): Promise<Receipt>;
  /** Whether all files of a receipt still stand in the chart with the same size. */
  holds(receipt: Receipt, signal: AbortSignal): Promise<boolean>;
}
