import type { ScanRecord, ScanRevision, StagedScan } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import type { ScanStaging } from '../ports/scan-staging.js';
import { stagingJob } from './6a-fetch-scan.js';
import { lookAgainAt } from './look-again.js';
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
      const receipt = await this.#sink.deliver(
        { key, kind: 'scan', patient, order: record.order, revision, files: staged.files, archives: staged.archives },
        signal,
      );
      await this.#settle(
        record,
        { orderId: record.orderId, revision, digest: staged.digest, patient, receipt, filedAt: this.#clock.now() },
        true,
      );
      this.#logger.info('Scan is in the chart', { orderId: record.orderId, revision });
    }
    await this.#staging.discard(stagingJob(record));
  }

  /** The files are in the chart: that is written down whatever changed beside it. */
  async #settle(verified: ScanRecord, filed: ScanRevision, delivered: boolean): Promise<void> {
    for (
      let current: ScanRecord | undefined = verified;
      current?.state === 'verified';
      current = await this.#ledger.scans.get(verified.orderId)
    ) {
      const next = {
        state: 'filed' as const,
        revision: filed.revision,
        staged: undefined,
        problem: undefined,
        attempts: 0,
        backoff: 0,
        dueAt: undefined,
      };
      const news = delivered ? await this.#news(current, filed) : {};
      const again = this.#lookAgainAt(current);
      // In the same commit, so that no crash comes between: nothing else would ever look at it again.
      const listed =
        again === undefined
          ? []
          : [{ ...current, ...next, state: 'listed' as const, dueAt: again, version: current.version + 1 }];
      if ((await this.#writer.write(current, next, { ...news, scans: listed }, filed.receipt.files)) !== undefined)
        return;
    }
  }

  /** When the order is to be fetched again because it changed while its files were on their way; undefined: it did not. */
  #lookAgainAt(scan: ScanRecord): number | undefined {
    const now = this.#clock.now();
    if (scan.fingerprint !== scan.fetchedFingerprint) return now;
    const { notifiedAt, fetchedAt = 0 } = scan;
    return notifiedAt !== undefined && notifiedAt >= fetchedAt ? lookAgainAt(scan, now) : undefined;
  }

  async #news(record: ScanRecord, filed: ScanRevision): Promise<WorkUnit> {
    const at = this.#clock.now();
    const generations = record.rxKey === undefined ? [] : await this.#ledger.rx.generations(record.rxKey);
    const rx = generations.find(({ orderId }) => orderId === record.orderId);
    return {
      revisions: [filed],
      tell: rx === undefined ? [] : [rxStatus(rx, at, filed.receipt.files)],
      audit: [
        {
          at,
          actor: 'chairside',
          action: 'scan filed',
          subject: record.orderId,
          detail: `revision ${filed.revision} for patient ${filed.patient.ref}, by ${record.match ?? 'unknown rule'}`,
        },
      ],
    };
  }
}
