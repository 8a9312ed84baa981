import type { CaptureListing } from '../domain/order.js';
import type { CaptureRecord } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanService } from '../ports/scan-service.js';
import type { ScanSink } from '../ports/scan-sink.js';
import type { ScanStaging } from '../ports/scan-staging.js';
import { stagingJob } from './6a-fetch-scan.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { endsRound, type Retry } from './retry.js';

const DAY = 24 * 60 * 60 * 1000;
const BATCH = 20;

/** Cloud -> chart: single screen captures, each once, beside the scan of their order, also long after it was filed. */
export class Captures {
  readonly #service: ScanService;
  readonly #staging: ScanStaging;
  readonly #sink: ScanSink;
  readonly #ledger: ClinicLedger;
  readonly #policy: ClinicPolicy;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(
    service: ScanService,
    staging: ScanStaging,
    sink: ScanSink,
    ledger: ClinicLedger,
    policy: ClinicPolicy,
    retry: Retry,
    clock: Clock,
    logger: Logger,
  ) {
    this.#service = service;
    this.#staging = staging;
    this.#sink = sink;
    this.#ledger = ledger;
    this.#policy = policy;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Remembers the captures of known orders; others come up again in the next list, once their order is known. */
  async poll(signal: AbortSignal): Promise<void> {
    const listed = await this.#service.captures(new Date(this.#clock.now() - 90 * DAY), signal);
    const known = await this.#ledger.captures.known(listed);
    const orders = await this.#ledger.scans.fingerprints([...new Set(listed.map((capture) => capture.orderId))]);
    // By name, so that one that is listed twice is stored once.
    const fresh = new Map(listed.map((capture) => [`${capture.orderId}/${capture.captureId}`, capture]));
    for (const [name, { orderId }] of fresh) if (known.has(name) || !orders.has(orderId)) fresh.delete(name);
    if (fresh.size > 0)
      await this.#ledger.commit({ captures: [...fresh.values()].map((capture) => this.#newRecord(capture)) });
  }

  /** Files every capture that is due and whose order is filed. `stopping` ends the taking of new ones. */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    while (!stopping.aborted) {
      const due = await this.#ledger.captures.due(this.#clock.now(), BATCH);
      if (due.length === 0) return;
      for (const capture of due) {
        if (stopping.aborted) return;
        await this.#work(capture, signal);
      }
    }
  }

  async #work(capture: CaptureRecord, signal: AbortSignal): Promise<void> {
    const scan = await this.#ledger.scans.get(capture.orderId);
    if (scan?.patient === undefined || scan.revision === 0) {
      await this.#write(capture, { dueAt: this.#clock.now() + this.#policy.poll.captures });
      return;
    }
    const job = `${stagingJob(capture)}-capture`;
    const key = `${capture.orderId}/captures/${capture.captureId}`;
    try {
      const file = await this.#staging.fetchPicture(
        job,
        pictureName(capture),
        (range, openSignal) => this.#service.openCapture(capture, range, openSignal),
        signal,
      );
      const receipt = await this.#sink.deliver(
        {
          key,
          kind: 'capture',
          patient: scan.patient,
          order: scan.order,
          revision: scan.revision,
          files: [file],
          archives: [],
        },
        signal,
      );
      await this.#write(capture, { state: 'filed', receipt, dueAt: undefined, problem: undefined });
      await this.#staging.discard(job);
      this.#logger.info('Screen capture is in the chart', { orderId: capture.orderId });
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'UNEXPECTED', signal);
      const { giveUp, ...patch } = this.#retry.after(capture, error, this.#clock.now());
      await this.#write(capture, giveUp ? { ...patch, state: 'failed' } : patch);
      if (endsRound(error)) throw error;
      this.#logger.warn('Screen capture waits', { orderId: capture.orderId, code: error.code });
    }
  }

  async #write(capture: CaptureRecord, patch: Partial<CaptureRecord>): Promise<void> {
    await this.#ledger.commit({ captures: [{ ...capture, ...patch, updatedAt: this.#clock.now() }] });
  }

  #newRecord({ orderId, captureId, url, createdAt }: CaptureListing): CaptureRecord {
    const now = this.#clock.now();
    return {
      clinic: this.#ledger.clinic,
      orderId,
      captureId,
      state: 'listed',
      url,
      takenAt: createdAt,
      dueAt: now,
      attempts: 0,
      backoff: 0,
      interrupted: 0,
      createdAt: now,
      updatedAt: now,
      version: 0,
    };
  }
}

/** A name that sorts by the time the capture was taken and is the same at every try. */
function pictureName({ takenAt, captureId }: CaptureRecord): string {
  const time = takenAt.replace(/\.\d+/, '').replace(/[^0-9TZ]/g, '');
  const id = captureId.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40);
  return `capture_${time}_${id}.jpg`;
}
