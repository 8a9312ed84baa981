import type { ScanOrder } from '../domain/order.js';
import { sameChartNumber, type Patient } from '../domain/patient.js';
import type { PatientRecord } from '../domain/patient-record.js';
import type { ScanRecord, ScanRevision, StagedScan } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { FiledBook } from '../ports/filed-book.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import type { ScanStaging } from '../ports/scan-staging.js';
import { stagingJob } from './6a-fetch-scan.js';
import { FileCapture } from './7a-file-capture.js';
import { newPatient } from './decide-patient.js';
import { lookAgainAt } from './look-again.js';
import { filingDigest, nextRevision } from './next-revision.js';
import { importProblem, isPending, lookForImportAt, settled } from './pending-import.js';
import { rxStatus } from './rx-writer.js';
import { ScanWriter } from './scan-writer.js';
import { takeBackAt } from './taken-back.js';

/**
 * Staging -> chart: a verified scan becomes the next revision, unless its content is already there. Screen captures are
 * no part of a revision; those that came in a ZIP are filed beside it.
 */
export class FileScan {
  readonly #sink: ScanSink;
  readonly #staging: ScanStaging;
  readonly #ledger: ClinicLedger;
  readonly #book: FiledBook;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: ScanWriter;
  readonly #captures: FileCapture;

  constructor(
    sink: ScanSink,
    staging: ScanStaging,
    ledger: ClinicLedger,
    book: FiledBook,
    clock: Clock,
    logger: Logger,
  ) {
    this.#book = book;
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
    const unchanged =
      newest?.digest === staged.digest && newest.patient.ref === patient.ref && newest.withdrawn !== true;
    const holding = unchanged ? await this.#sink.holds(newest.receipt, signal) : 'missing';
    const done = holding !== 'missing';
    // What a person took out of the chart is not put back.
    if (holding === 'removed')
      this.#logger.info('A person took files of a scan out of the chart; they stay away', { orderId: record.orderId });
    // The same content again keeps its number: the sink completes what is missing in the chart.
    const revision = unchanged ? newest.revision : await this.#next(record, newest?.revision ?? 0, staged, patient);
    const given =
      unchanged && done
        ? await this.#asItIsNow(newest, signal)
        : await this.#deliver(record.order, patient, revision, staged, signal);
    for (const picture of staged.files.filter(({ from }) => from === 'captures'))
      await this.#captures.fileZipped(picture, { order: record.order, patient, revision }, signal);
    await this.#given(record, given, !done);
    await this.#staging.discard(stagingJob(record));
  }

  /** Looks again at a scan that was handed over, and of which the DPMS had not put everything into the chart. */
  async lookForImport(record: ScanRecord, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const newest = (await this.#ledger.scans.revisions(record.orderId)).at(-1);
    if (newest === undefined || (this.#lookAgainAt(record) ?? Infinity) <= now) {
      await this.#writer.write(record, { state: 'listed', problem: undefined, dueAt: now });
      return;
    }
    await this.#given(record, await this.#asItIsNow(newest, signal), false);
  }

  async #asItIsNow(revision: ScanRevision, signal: AbortSignal): Promise<ScanRevision> {
    return { ...revision, receipt: await settled(this.#sink, revision.receipt, signal) };
  }

  /** The sink has everything: the scan is filed, or waits until the DPMS has put all of it into the chart. */
  async #given(record: ScanRecord, given: ScanRevision, delivered: boolean): Promise<void> {
    const { orderId, revision } = given;
    if (isPending(given.receipt)) {
      await this.#await(record, given);
      if (delivered) this.#logger.info('Scan waits for the DPMS to put it into the chart', { orderId, revision });
      return;
    }
    // One that waited is told of only now.
    const news = delivered || record.revision < revision;
    await this.#settle(record, given, news);
    if (news) this.#logger.info('Scan is in the chart', { orderId, revision });
  }

  async #await(verified: ScanRecord, given: ScanRevision): Promise<void> {
    const now = this.#clock.now();
    const next = {
      staged: undefined,
      problem: importProblem(now),
      attempts: 0,
      backoff: 0,
      dueAt: lookForImportAt(given.filedAt, now),
    };
    await this.#whileVerified(verified, (current) => this.#writer.write(current, next, { revisions: [given] }));
  }

  /** The ledger may be an older copy of itself: what stands in the chart under a key is never given out for another content. */
  async #next({ orderId }: ScanRecord, known: number, { digest }: StagedScan, patient: Patient): Promise<number> {
    return nextRevision(known, await this.#book.notes(orderId), filingDigest(digest, patient.ref));
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
    await this.#book.filed(orderId, { revision, digest: filingDigest(digest, patient.ref) });
    return { orderId, revision, digest, patient, receipt, filedAt: this.#clock.now() };
  }

  /** The files are in the chart: that is written down whatever changed beside it. */
  async #settle(verified: ScanRecord, filed: ScanRevision, delivered: boolean): Promise<void> {
    await this.#whileVerified(verified, async (current) => {
      const next = {
        state: 'filed' as const,
        revision: filed.revision,
        staged: undefined,
        problem: undefined,
        attempts: 0,
        backoff: 0,
        dueAt: this.#lookAgainAt(current) ?? takeBackAt(current, this.#clock.now()),
      };
      const news = delivered ? await this.#news(current, filed) : {};
      // In the same commit, so that no crash comes between: nothing else would ever look at them again.
      const captures = await this.#captures.wokenBy(current.orderId, filed.patient.ref);
      return this.#writer.write(current, next, { ...news, captures }, filed.receipt.files);
    });
  }

  /** Writes what became of a scan, whatever a poll changed beside it; not when a person intervened. */
  async #whileVerified(
    verified: ScanRecord,
    write: (current: ScanRecord) => Promise<ScanRecord | undefined>,
  ): Promise<void> {
    for (
      let current: ScanRecord | undefined = verified;
      current?.state === 'verified';
      current = await this.#ledger.scans.get(verified.orderId)
    ) {
      if ((await write(current)) !== undefined) return;
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
