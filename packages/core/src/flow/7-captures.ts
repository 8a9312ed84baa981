import { contentDigest } from '../domain/digest.js';
import type { CaptureListing } from '../domain/order.js';
import type { CaptureRecord, ScanRecord } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanService } from '../ports/scan-service.js';
import type { ScanSink } from '../ports/scan-sink.js';
import type { ScanStaging } from '../ports/scan-staging.js';
import { CAPTURE_LIST_REACH, stagingJob } from './6a-fetch-scan.js';
import { FileCapture, type FiledScan } from './7a-file-capture.js';
import { anew } from './anew.js';
import { lastingAddress } from './fingerprint.js';
import { endsRound, type Retry } from './retry.js';
import { ScanWriter } from './scan-writer.js';
import { UnderWay } from './under-way.js';

const BATCH = 20;

/** Cloud -> chart: single screen captures, each once, beside the scan of their order, also long after it was filed. */
export class Captures {
  readonly #service: ScanService;
  readonly #staging: ScanStaging;
  readonly #ledger: ClinicLedger;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #files: FileCapture;
  readonly #scans: ScanWriter;
  readonly #underWay: UnderWay;

  constructor(
    service: ScanService,
    staging: ScanStaging,
    sink: ScanSink,
    ledger: ClinicLedger,
    retry: Retry,
    clock: Clock,
    logger: Logger,
  ) {
    this.#service = service;
    this.#staging = staging;
    this.#ledger = ledger;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#files = new FileCapture(sink, ledger, clock);
    this.#scans = new ScanWriter(ledger, clock);
    this.#underWay = new UnderWay(ledger, 'captures');
  }

  /**
   * Remembers the captures of known orders; others come up again in the next list, once their order is known. Asks as far
   * back as the list reaches, so that it does not matter whether its date means the scan's day or the capture's.
   */
  async poll(signal: AbortSignal): Promise<void> {
    const since = new Date(this.#clock.now() - CAPTURE_LIST_REACH);
    const listed = await this.#service.captures(since, signal);
    // By name, so that one that is listed twice is stored once.
    const byName = new Map(listed.map((capture) => [`${capture.orderId}/${capture.captureId}`, capture]));
    const known = await this.#ledger.captures.known(listed);
    const orders = await this.#ledger.scans.fingerprints([...new Set(listed.map(({ orderId }) => orderId))]);
    const fresh: CaptureRecord[] = [];
    for (const [name, listing] of byName) {
      const state = known.get(name);
      if (state === undefined && orders.has(listing.orderId)) fresh.push(this.#newRecord(listing));
      if (state === 'listed' || state === 'failed') await this.#moved(listing);
    }
    if (fresh.length > 0) await this.#ledger.commit({ captures: fresh });
  }

  /** Files every capture that is due and whose order is filed. `stopping` ends the taking of new ones. */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    while (!stopping.aborted) {
      const due = await this.#ledger.captures.due(this.#clock.now(), BATCH);
      if (due.length === 0) return;
      for (const capture of due) {
        if (stopping.aborted) return;
        const { orderId, captureId, dueAt } = capture;
        await this.#underWay.run({ name: [orderId, captureId], dueAt }, () => this.#work(capture, signal));
      }
    }
  }

  /** Takes over a new address of one that is not filed yet; one that failed is tried again when its file is elsewhere. */
  async #moved({ orderId, captureId, url }: CaptureListing): Promise<void> {
    const captures = await this.#ledger.captures.list(orderId);
    const capture = captures.find((each) => each.captureId === captureId);
    if (capture === undefined || capture.url === url) return;
    const again = capture.state === 'failed' && lastingAddress(capture.url) !== lastingAddress(url);
    await this.#write(capture, again ? { url, ...anew(this.#clock.now()), state: 'listed' } : { url });
  }

  async #work(capture: CaptureRecord, signal: AbortSignal): Promise<void> {
    const scan = await this.#scanOf(capture);
    const unfinished = capture.filing?.withdrawn === true && capture.url !== undefined;
    if (scan === undefined && !unfinished) {
      // The filing of the scan makes it due again.
      await this.#write(capture, { dueAt: undefined });
      return;
    }
    const job = `${stagingJob(capture)}-capture`;
    try {
      const held = scan && (await this.#files.held(capture, scan, signal));
      if (held === undefined && capture.url === undefined) {
        // It comes again with the ZIP of its order.
        await this.#write(capture, { dueAt: undefined });
        return;
      }
      const settled =
        held === undefined || scan === undefined
          ? await this.#fetchAndFile(job, capture, scan, signal)
          : await this.#files.settle(capture, held, scan);
      // Where something else came first, it is due still, or again.
      if (!settled) return;
      await this.#staging.discard(job);
      this.#logger.info('Screen capture is with the chart', { orderId: capture.orderId });
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'UNEXPECTED', signal);
      const { giveUp, ...patch } = this.#retry.after(capture, error, this.#clock.now());
      // Refused for good, it does not stand in the chart.
      await this.#writeAfterTry(capture, giveUp ? { ...patch, state: 'failed', filing: undefined } : patch);
      if (endsRound(error)) throw error;
      if (giveUp) await this.#staging.discard(job);
      this.#logger.warn(giveUp ? 'Screen capture failed' : 'Screen capture waits', {
        orderId: capture.orderId,
        code: error.code,
        dueInMs: patch.dueAt === undefined ? undefined : patch.dueAt - this.#clock.now(),
      });
    }
  }

  async #fetchAndFile(
    job: string,
    capture: CaptureRecord,
    scan: FiledScan | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { orderId, url = '' } = capture;
    const picture = await this.#staging.fetchPicture(
      job,
      pictureName(capture),
      (range, openSignal) => this.#service.openCapture({ orderId, url }, range, openSignal),
      signal,
    );
    // The document promises a JPEG; a PNG is no reason to lose a picture.
    const name = `${picture.name}.${picture.media === 'png' ? 'png' : 'jpg'}`;
    if (scan !== undefined) return this.#files.file(capture, { ...picture, name }, scan, signal);
    const known = await this.#ledger.scans.get(orderId);
    if (known !== undefined) await this.#files.finish(capture, { ...picture, name }, known.order, signal);
    return known !== undefined;
  }

  /** The filed scan beside which a capture belongs; undefined while there is none. */
  async #scanOf({ orderId }: CaptureRecord): Promise<FiledScan | undefined> {
    const scan = await this.#ledger.scans.get(orderId);
    // Without a patient it is in the review inbox, or was dismissed there.
    if (scan?.patient === undefined || scan.revision === 0) return undefined;
    // Taken out of a chart and assigned anew, it is filed before its captures are.
    if ((await this.#ledger.scans.revisions(orderId)).at(-1)?.withdrawn === true) return undefined;
    const { order, patient, revision } = scan;
    if (stillNames(scan)) return { order, patient, revision };
    // Whose the order is now is judged where scans are matched; its next filing, or a person, decides.
    if (scan.state === 'filed') await this.#scans.write(scan, { dueAt: this.#clock.now() });
    return undefined;
  }

  /** As `#write`, also where the try itself wrote down that it began. */
  async #writeAfterTry(capture: CaptureRecord, patch: Partial<CaptureRecord>): Promise<void> {
    const captures = await this.#ledger.captures.list(capture.orderId);
    const current = captures.find(({ captureId }) => captureId === capture.captureId);
    const began = capture.filing === undefined && current?.filing !== undefined && current.filing.withdrawn !== true;
    await this.#write(began && current.version === capture.version + 1 ? current : capture, patch);
  }

  async #write(capture: CaptureRecord, patch: Partial<CaptureRecord>): Promise<void> {
    // Where it was changed meanwhile, it is due still, or again.
    await this.#ledger.commit({ captures: [{ ...capture, ...patch, updatedAt: this.#clock.now() }] });
  }

  #newRecord({ orderId, captureId, url, createdAt }: CaptureListing): CaptureRecord {
    return { ...this.#files.record(orderId, captureId), url, takenAt: createdAt };
  }
}

/** Whether an order names whom it named when its patient was found. */
function stillNames({ order, matchedAs }: ScanRecord): boolean {
  return matchedAs !== undefined && contentDigest(matchedAs) === contentDigest(order.patient);
}

/** A name, without extension, that sorts by the time the capture was taken and is the same at every try. */
function pictureName({ takenAt = '', captureId }: CaptureRecord): string {
  const time = takenAt.replace(/\.\d+/, '').replace(/[^0-9TZ]/g, '');
  const id = captureId.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40);
  return `capture_${time}_${id}`;
}
