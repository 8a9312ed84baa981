import type { ScanOrder } from '../domain/order.js';
import { sameChartNumber, type Patient } from '../domain/patient.js';
import type { PatientRecord } from '../domain/patient-record.js';
import type { ScanRecord, ScanRevision, StagedScan } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import type { ScanStaging } from '../ports/scan-staging.js';
import { stagingJob } from './6a-fetch-scan.js';
import { FileCapture } from './7a-file-capture.js';
import { newPatient } from './decide-patient.js';
import { lookAgainAt } from './look-again.js';
import { rxStatus } from './rx-writer.js';
import { ScanWriter } from './scan-writer.js';

/**
 * Staging -> chart: a verified scan becomes the next revision, unless its content is already there. Screen captures are
 * no part of a revision; those that came in a ZIP are filed beside it.
 */
export class FileScan {
  readonly #sink: ScanSink;
  readonly #staging: ScanStaging;
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: ScanWriter;
  readonly #captures: FileCapture;

  constructor(sink: ScanSink, staging: ScanStaging, ledger: ClinicLedger, clock: Clock, logger: Logger) {
    this.#sink = sink;
    this.#staging = staging;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new ScanWriter(ledger, clock);
    this.#captures = new FileCapture(sink, ledger, clock);
  }

  async file(record: ScanRecord, staged: StagedScan, signal: AbortSignal): Promise<void> {
    const { patient } = record;
    if (patient === undefined) return;
    const revisions = await this.#ledger.scans.revisions(record.orderId);
    const newest = revisions.at(-1);
    const unchanged = newest?.digest === staged.digest && newest.patient.ref === patient.ref;
    // What a person took out of the chart is not put back.
    const done = unchanged && (await this.#sink.holds(newest.receipt, signal)) !== 'missing';
    // The same content again keeps its number: the sink completes what is missing in the chart.
    const revision = unchanged ? newest.revision : record.revision + 1;
    const filed = done ? newest : await this.#deliver(record.order, patient, revision, staged, signal);
    for (const picture of staged.files.filter(({ from }) => from === 'captures'))
      await this.#captures.fileZipped(picture, { order: record.order, patient, revision }, signal);
    await this.#settle(record, filed, !done);
    if (!done) this.#logger.info('Scan is in the chart', { orderId: record.orderId, revision });
    await this.#staging.discard(stagingJob(record));
  }

  async #deliver(
    order: ScanOrder,
    patient: Patient,
    revision: number,
    { digest, ...staged }: StagedScan,
    signal: AbortSignal,
  ): Promise<ScanRevision> {
    const { orderId } = order;
    const files = staged.files.filter(({ from }) => from !== 'captures');
    const archives = staged.archives.filter(({ kind }) => kind !== 'captures');
    const receipt = await this.#sink.deliver(
      { key: `${orderId}/r${revision}`, kind: 'scan', patient, order, revision, files, archives },
      signal,
    );
    return { orderId, revision, digest, patient, receipt, filedAt: this.#clock.now() };
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
        dueAt: this.#lookAgainAt(current),
      };
      const news = delivered ? await this.#news(current, filed) : {};
      // In the same commit, so that no crash comes between: nothing else would ever look at them again.
      const captures = await this.#captures.wokenBy(current.orderId, filed.patient.ref);
      if ((await this.#writer.write(current, next, { ...news, captures }, filed.receipt.files)) !== undefined) return;
    }
  }

  /** When the order is to be fetched again because it changed while its files were on their way; undefined: it did not. */
  #lookAgainAt(scan: ScanRecord): number | undefined {
    const now = this.#clock.now();
    if (scan.fingerprint !== scan.fetchedFingerprint) return now;
    const { notifiedAt, fetchedAt = 0 } = scan;
    return notifiedAt !== undefined && notifiedAt >= fetchedAt ? lookAgainAt(scan, now) : undefined;
  }

  /** The cloud knows this patient as the order names them; what it was told since holds more. */
  async #known({ match, order }: ScanRecord, { patient }: ScanRevision): Promise<readonly PatientRecord[]> {
    const byRule = match !== 'person' && sameChartNumber(order.patient.chartNumber, patient.chartNumber);
    if (!byRule || (await this.#ledger.patients.get(patient.ref)) !== undefined) return [];
    const { chartNumber, firstName, lastName } = order.patient;
    const told = { ref: patient.ref, chartNumber, firstName, lastName };
    return [newPatient(this.#ledger.clinic, told, this.#clock.now())];
  }

  async #news(record: ScanRecord, filed: ScanRevision): Promise<WorkUnit> {
    const at = this.#clock.now();
    const generations = record.rxKey === undefined ? [] : await this.#ledger.rx.generations(record.rxKey);
    const rx = generations.find(({ orderId }) => orderId === record.orderId);
    return {
      revisions: [filed],
      patients: await this.#known(record, filed),
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
