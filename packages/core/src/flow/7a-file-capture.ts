import type { OrderId, PatientRef } from '../domain/ids.js';
import type { ScanOrder } from '../domain/order.js';
import type { Patient } from '../domain/patient.js';
import type { CaptureRecord, Receipt, StagedFile } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import { importProblem, isPending, lookForImportAt, settled } from './pending-import.js';

/** The scan beside which captures are filed. */
export interface FiledScan {
  readonly order: ScanOrder;
  readonly patient: Patient;
  /** Its newest revision. */
  readonly revision: number;
}

/** Staging -> chart: a screen capture beside the scan of its order, unless the same picture stands there already. */
export class FileCapture {
  readonly #sink: ScanSink;
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;

  constructor(sink: ScanSink, ledger: ClinicLedger, clock: Clock) {
    this.#sink = sink;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** The receipt, as it is now, of a capture that was filed in this patient's chart before, unless that has lost it. */
  async held({ receipt, patient }: CaptureRecord, scan: FiledScan, signal: AbortSignal): Promise<Receipt | undefined> {
    if (receipt === undefined || patient !== scan.patient.ref) return undefined;
    if ((await this.#sink.holds(receipt, signal)) === 'missing') return undefined;
    return settled(this.#sink, receipt, signal);
  }

  /**
   * Files a picture, or answers the receipt of the same one: it may have come by itself and in the ZIP of its order, and
   * only its bytes tell.
   */
  async file(capture: CaptureRecord, picture: StagedFile, scan: FiledScan, signal: AbortSignal): Promise<Receipt> {
    const { order, patient, revision } = scan;
    for (const other of await this.#ledger.captures.list(order.orderId)) {
      const same = other.receipt?.files.some(({ sha256 }) => sha256 === picture.sha256) === true;
      const receipt = same ? await this.held(other, scan, signal) : undefined;
      if (receipt !== undefined) return receipt;
    }
    const key = deliveryKey(capture, scan);
    return this.#sink.deliver(
      { key, kind: 'capture', patient, order, revision, files: [picture], archives: [] },
      signal,
    );
  }

  /** Files a picture of the ZIP of an order's captures, and writes that down. May be repeated. */
  async fileZipped(picture: StagedFile, scan: FiledScan, signal: AbortSignal): Promise<void> {
    const { orderId } = scan.order;
    const captureId = `zip-${picture.sha256.slice(0, 32)}`;
    const known = (await this.#ledger.captures.list(orderId)).find((capture) => capture.captureId === captureId);
    const capture = known ?? this.record(orderId, captureId);
    const receipt = await this.file(capture, picture, scan, signal);
    await this.#ledger.commit({ captures: [{ ...capture, ...this.filed(capture, receipt, scan) }] });
  }

  /** A capture that nobody has seen before. */
  record(orderId: OrderId, captureId: string): CaptureRecord {
    const now = this.#clock.now();
    return {
      clinic: this.#ledger.clinic,
      orderId,
      captureId,
      state: 'listed',
      dueAt: now,
      attempts: 0,
      backoff: 0,
      interrupted: 0,
      createdAt: now,
      updatedAt: now,
      version: 0,
    };
  }

  /** What changes in the record of a capture that the sink has: it is filed once the DPMS has put it into the chart. */
  filed({ createdAt }: CaptureRecord, receipt: Receipt, { patient }: FiledScan): Partial<CaptureRecord> {
    const now = this.#clock.now();
    const given = { receipt, patient: patient.ref, updatedAt: now };
    return isPending(receipt)
      ? { ...given, state: 'listed', dueAt: lookForImportAt(createdAt, now), problem: importProblem(now) }
      : { ...given, state: 'filed', dueAt: undefined, problem: undefined };
  }

  /**
   * The captures, due, that a scan's filing for a patient sets going: those that waited for it, and those that stand in
   * the chart of the patient whom it was taken for before.
   */
  async wokenBy(orderId: OrderId, patient: PatientRef): Promise<readonly CaptureRecord[]> {
    const now = this.#clock.now();
    const captures = await this.#ledger.captures.list(orderId);
    const elsewhere = ({ state, url, patient: whose }: CaptureRecord): boolean =>
      // One of the ZIP has no address of its own: it comes with the ZIP.
      state === 'filed' && url !== undefined && whose !== undefined && whose !== patient;
    return captures
      .filter((capture) => capture.state === 'listed' || elsewhere(capture))
      .map((capture) => ({ ...capture, state: 'listed', dueAt: now, updatedAt: now }));
  }
}

/**
 * In another patient's chart a capture is another delivery. What a chart lost is completed under the key that the capture
 * had there; its receipt may also be that of the same picture.
 */
function deliveryKey({ captureId, patient, receipt }: CaptureRecord, scan: FiledScan): string {
  const key = `${scan.order.orderId}/captures/${captureId}`;
  if (patient === undefined) return key;
  const own = receipt !== undefined && (receipt.key === key || receipt.key.startsWith(`${key}/`));
  return own && patient === scan.patient.ref ? receipt.key : `${key}/r${scan.revision}`;
}
