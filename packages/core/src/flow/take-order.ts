import { contentDigest } from '../domain/digest.js';
import type { ScanOrder } from '../domain/order.js';
import type { ScanRecord } from '../domain/scan.js';
import type { ScanState } from '../domain/scan-state.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import { orderFingerprint } from './fingerprint.js';
import { awaitsImport } from './pending-import.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';

/** States in which a changed order is worked on again; in the others it is only remembered. */
const REOPENED: readonly ScanState[] = ['listed', 'not-ready', 'review', 'filed', 'failed'];

/** Stores orders as the cloud shows them now; due at once where their files may have changed. */
export class TakeOrder {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: ScanWriter;

  constructor(ledger: ClinicLedger, clock: Clock, logger: Logger) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new ScanWriter(ledger, clock);
  }

  /** Stores an order, known or not. */
  async take(order: ScanOrder): Promise<void> {
    for (;;) {
      const record = await this.#ledger.scans.get(order.orderId);
      const stored = record === undefined ? await this.insert([order]) : await this.#update(record, order);
      if (stored) return;
    }
  }

  /** Stores orders that nobody knows, together. Answers false, and stores none, where one of them is known by now. */
  async insert(orders: readonly ScanOrder[]): Promise<boolean> {
    const records = orders.map((order) => this.#newRecord(order));
    const stored = await this.#ledger.commit({ scans: records });
    if (stored) for (const record of records) this.#alert(record);
    return stored;
  }

  async #update(record: ScanRecord, order: ScanOrder): Promise<boolean> {
    const next = await this.#writer.write(record, this.#changedBy(order, record));
    if (next !== undefined && record.sentBackAt === undefined) this.#alert(next);
    return next !== undefined;
  }

  /** The scanner shows it too, but nobody need be at the scanner (iTero DPMS API, Scan Status). */
  #alert({ orderId, sentBackAt }: ScanRecord): void {
    if (sentBackAt !== undefined)
      this.#logger.warn('The lab sent a case back to the clinic', { orderId, code: 'SCAN_SENT_BACK' });
  }

  #newRecord(order: ScanOrder): ScanRecord {
    const now = this.#clock.now();
    return {
      clinic: this.#ledger.clinic,
      orderId: order.orderId,
      state: 'listed',
      order,
      fingerprint: orderFingerprint(order),
      seenAt: now,
      sentBackAt: order.stage === 'sent-back' ? now : undefined,
      revision: 0,
      notReady: 0,
      dueAt: now,
      attempts: 0,
      backoff: 0,
      interrupted: 0,
      createdAt: now,
      updatedAt: now,
      version: 0,
    };
  }

  #changedBy(order: ScanOrder, record: ScanRecord): ScanPatch {
    const now = this.#clock.now();
    const fingerprint = orderFingerprint(order);
    const sentBackAt = order.stage === 'sent-back' ? (record.sentBackAt ?? now) : undefined;
    const seen: ScanPatch = { order, fingerprint, sentBackAt, seenAt: now };
    // What a person took out of a chart no rule puts into one.
    const kept = record.state === 'review' && record.takenBack !== undefined;
    const reopened = !kept && (REOPENED.includes(record.state) || awaitsImport(record));
    // The fingerprint tells of files. In the review inbox it is asked whose the scan is, which is found out without them.
    const renamed = record.state === 'review' && contentDigest(order.patient) !== contentDigest(record.order.patient);
    const again = reopened && (renamed || fingerprint !== record.fingerprint);
    return again
      ? { ...seen, state: 'listed', dueAt: now, attempts: 0, backoff: 0, notReady: 0, problem: undefined }
      : seen;
  }
}
