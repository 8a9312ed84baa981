import type { OrderId, PatientRef } from '../domain/ids.js';
import type { ScanOrder } from '../domain/order.js';
import type { Patient } from '../domain/patient.js';
import { SCAN_STATE_RULES } from '../domain/scan-state.js';
import type { BegunDelivery, CaptureRecord, Receipt, StagedFile } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
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
  async held(capture: CaptureRecord, scan: FiledScan, signal: AbortSignal): Promise<Receipt | undefined> {
    const { receipt, patient, withdrawn } = capture;
    if (receipt === undefined || withdrawn === true || patient !== scan.patient.ref) return undefined;
    if ((await this.#sink.holds(receipt, signal)) === 'missing') return undefined;
    return settled(this.#sink, receipt, signal);
  }

  /**
   * Files a picture and writes that down, or takes the receipt of the same one: it may have come by itself and in the ZIP
   * of its order, and only its bytes tell. What is begun is written down first, so that a withdrawal of the scan knows of
   * it. Answers false where something else came first, and it is to be called again with the capture as it is then.
   */
  async file(capture: CaptureRecord, picture: StagedFile, scan: FiledScan, signal: AbortSignal): Promise<boolean> {
    const { order, patient, revision } = scan;
    if (isForAnother(capture, patient.ref)) {
      await this.finish(capture, picture, order, signal);
      return false;
    }
    for (const other of await this.#ledger.captures.list(order.orderId)) {
      const same = other.receipt?.files.some(({ sha256 }) => sha256 === picture.sha256) === true;
      const receipt = same ? await this.held(other, scan, signal) : undefined;
      if (receipt !== undefined) return this.settle(capture, receipt, scan);
    }
    const key = deliveryKey(capture, scan);
    const begun = await this.#begin(capture, { key, patient, revision });
    if (begun === undefined) return false;
    const receipt = await this.#sink.deliver(
      { key, kind: 'capture', patient, order, revision, files: [picture], archives: [] },
      signal,
    );
    return this.settle(begun, receipt, scan);
  }

  /**
   * Brings a delivery to its end that was begun for somebody whom the scan is not for any more: whether the picture stands
   * in that chart tells only its receipt, and by it the picture is taken out.
   */
  async finish(capture: CaptureRecord, picture: StagedFile, order: ScanOrder, signal: AbortSignal): Promise<void> {
    if (capture.filing === undefined) return;
    const { key, patient, revision } = capture.filing;
    const receipt = await this.#sink.deliver(
      { key, kind: 'capture', patient, order, revision, files: [picture], archives: [] },
      signal,
    );
    await this.#settle(capture, receipt, patient.ref, true);
  }

  /** Files a picture of the ZIP of an order's captures. May be repeated. */
  async fileZipped(picture: StagedFile, scan: FiledScan, signal: AbortSignal): Promise<void> {
    const { orderId } = scan.order;
    const captureId = `zip-${picture.sha256.slice(0, 32)}`;
    for (let filed = false; !filed;) {
      const known = (await this.#ledger.captures.list(orderId)).find((capture) => capture.captureId === captureId);
      const capture = known ?? { ...this.record(orderId, captureId), dueAt: undefined };
      filed = await this.file(capture, picture, scan, signal);
    }
  }

  /** A picture stands in the chart of its scan's patient. Answers true. */
  settle(capture: CaptureRecord, receipt: Receipt, { patient }: FiledScan): Promise<true> {
    return this.#settle(capture, receipt, patient.ref, false);
  }

  /**
   * Writes down where a picture stands, whatever was changed beside it meanwhile. Where a person took the scan out of the
   * chart meanwhile, the picture is to follow it. `again`: the capture is looked at once more.
   */
  async #settle(capture: CaptureRecord, receipt: Receipt, patient: PatientRef, again: boolean): Promise<true> {
    for (let current = capture; ;) {
      const filed = { ...current, ...this.#filed(current, receipt, patient) };
      // Changed meanwhile, it may be for another chart by now; what stands in this one is then found there.
      const open = again || current.version !== capture.version;
      const next: CaptureRecord = open ? { ...filed, state: 'listed', dueAt: filed.updatedAt } : filed;
      const work = current.filing?.withdrawn === true ? await this.#follow(next) : { captures: [next] };
      if (await this.#ledger.commit(work)) return true;
      const captures = await this.#ledger.captures.list(capture.orderId);
      current = captures.find(({ captureId }) => captureId === capture.captureId) ?? current;
    }
  }

  /** Undefined where the capture was changed meanwhile. */
  async #begin(capture: CaptureRecord, filing: BegunDelivery): Promise<CaptureRecord | undefined> {
    if (capture.filing?.key === filing.key) return capture;
    const next = { ...capture, filing, updatedAt: this.#clock.now() };
    return (await this.#ledger.commit({ captures: [next] })) ? { ...next, version: next.version + 1 } : undefined;
  }

  /** The picture stands in the chart out of which its scan was taken. */
  async #follow(capture: CaptureRecord): Promise<WorkUnit> {
    const { receipt, updatedAt } = capture;
    const scan = await this.#ledger.scans.get(capture.orderId);
    if (scan === undefined || receipt === undefined) return { captures: [capture] };
    const { receipts = [], left = [] } = scan.takenBack ?? {};
    const dueAt = SCAN_STATE_RULES[scan.state].final === true ? updatedAt : scan.dueAt;
    return {
      captures: [{ ...capture, state: 'listed', withdrawn: true, dueAt: updatedAt }],
      scans: [{ ...scan, takenBack: { receipts: [...receipts, receipt], left }, dueAt, updatedAt }],
    };
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
  #filed(capture: CaptureRecord, receipt: Receipt, patient: PatientRef) {
    const now = this.#clock.now();
    const given = {
      receipt,
      patient,
      earlier: earlier(capture, patient),
      withdrawn: undefined,
      filing: undefined,
      updatedAt: now,
    };
    return isPending(receipt)
      ? {
          ...given,
          state: 'listed' as const,
          dueAt: lookForImportAt(capture.createdAt, now),
          problem: importProblem(now),
        }
      : { ...given, state: 'filed' as const, dueAt: undefined, problem: undefined };
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

/** Whether a delivery was begun that the patient whom the scan is for now has no part in. */
function isForAnother({ filing }: CaptureRecord, patient: PatientRef): boolean {
  return filing !== undefined && (filing.withdrawn === true || filing.patient.ref !== patient);
}

/** Where it stands in other charts, once it is in this patient's. */
function earlier({ receipt, patient, withdrawn, earlier: known }: CaptureRecord, now: PatientRef) {
  const elsewhere = receipt !== undefined && withdrawn !== true && patient !== undefined && patient !== now;
  return elsewhere ? [...(known ?? []), receipt] : known;
}

/**
 * In another patient's chart a capture is another delivery, as it is once it was taken out of one. What a chart lost is
 * completed under the key that the capture had there; its receipt may also be that of the same picture. What was begun for
 * this patient goes on under its key.
 */
function deliveryKey({ captureId, patient, receipt, withdrawn, filing }: CaptureRecord, scan: FiledScan): string {
  if (filing !== undefined) return filing.key;
  const key = `${scan.order.orderId}/captures/${captureId}`;
  if (patient === undefined) return key;
  const own = receipt !== undefined && (receipt.key === key || receipt.key.startsWith(`${key}/`));
  return own && withdrawn !== true && patient === scan.patient.ref ? receipt.key : `${key}/r${scan.revision}`;
}
