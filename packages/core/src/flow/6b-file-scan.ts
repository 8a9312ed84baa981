import type { ScanRecord, ScanRevision, StagedScan } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import type { ScanStaging } from '../ports/scan-staging.js';
import { stagingJob } from './6a-fetch-scan.js';
import { rxStatus } from './rx-writer.js';
import { ScanWriter } from './scan-writer.js';

/** Staging -> chart: a verified scan becomes the next revision, unless its content is already there. */
export class FileScan {
  readonly #sink: ScanSink;
  readonly #staging: ScanStaging;
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: ScanWriter;

  constructor(sink: ScanSink, staging: ScanStaging, ledger: ClinicLedger, clock: Clock, logger: Logger) {
    this.#sink = sink;
    this.#staging = staging;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new ScanWriter(ledger, clock);
  }

  async file(record: ScanRecord, staged: StagedScan, signal: AbortSignal): Promise<void> {
    const { patient } = record;
    if (patient === undefined) return;
    const revisions = await this.#ledger.scans.revisions(record.orderId);
    const newest = revisions.at(-1);
    const unchanged = newest?.digest === staged.digest && newest.patient.ref === patient.ref;
    if (unchanged && (await this.#sink.holds(newest.receipt, signal))) {
      await this.#settle(record, newest, false);
    } else {
      // The same content again keeps its number: the sink completes what is missing in the chart.
      const revision = unchanged ? newest.revision : record.revision + 1;
      const key = `${record.orderId}/r${revision}`;
      const receipt = await this.#sink.deliver({ key, kind: 'scan', patient, order: record.order, revision, files: staged.files, archives: staged.archives }, signal);
      await this.#settle(record, { orderId: record.orderId, revision, digest: staged.digest, patient, receipt, filedAt: this.#clock.now() }, true);
      this.#logger.info('Scan is in the chart', { orderId: record.orderId, revision });
    }
    await this.#staging.discard(stagingJob(record));
  }

  /** The files are in the chart: that is written down whatever changed beside it. */
  async #settle(verified: ScanRecord, filed: ScanRevision, delivered: boolean): Promise<void> {
    for (let current: ScanRecord | undefined = verified; current?.state === 'verified'; current = await this.#ledger.scans.get(verified.orderId)) {
      const changedMeanwhile = current.fingerprint !== current.fetchedFingerprint;
      const next = {
        state: 'filed' as const,
        revision: filed.revision,
        staged: undefined,
        problem: undefined,
        attempts: 0,
        backoff: 0,
        dueAt: undefined,
      };
      const stored = await this.#writer.write(current, next, delivered ? await this.#news(current, filed) : {}, filed.receipt.files);
      if (stored === undefined) continue;
      if (changedMeanwhile) await this.#writer.write(stored, { state: 'listed', dueAt: this.#clock.now() });
      return;
    }
  }

  async #news(record: ScanRecord, filed: ScanRevision): Promise<WorkUnit> {
    const at = this.#clock.now();
    const generations = record.rxKey === undefined ? [] : await this.#ledger.rx.generations(record.rxKey);
    const rx = generations.find(({ orderId }) => orderId === record.orderId);
    return {
      revisions: [filed],
      tell: rx === undefined ? [] : [rxStatus(rx, at, filed.receipt.files)],
      audit: [{ at, actor: 'chairside', action: 'scan filed', subject: record.orderId, detail: `revision ${filed.revision} for patient ${filed.patient.ref}, by ${record.match ?? 'unknown rule'}` }],
    };
  }
}
