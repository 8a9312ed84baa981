import type { ScanRecord, StagedScan } from '../domain/scan.js';
import type { ScanState } from '../domain/scan-state.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { JudgeScan } from './5a-judge-scan.js';
import type { FetchScan } from './6a-fetch-scan.js';
import type { FileScan } from './6b-file-scan.js';
import type { TakeBack } from './6c-take-back.js';
import { awaitsImport } from './pending-import.js';
import { endsRound, problemOf, type Retry } from './retry.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';
import { TakeOrder } from './take-order.js';
import { isBeingTakenBack } from './taken-back.js';
import { UnderWay } from './under-way.js';

/** Orders worked on at once: it hides the waiting for the link, and more costs memory for nothing. */
const PARALLEL = 2;
/** States of a scan that is worked on; in the others somebody has decided meanwhile. */
const AT_WORK: readonly ScanState[] = ['listed', 'not-ready', 'downloading', 'verified'];

/** How long what the cloud told of an order is taken for what it would tell now, milliseconds. */
const FRESH = 10 * 60 * 1000;

/** Ledger -> chart: takes each due order through match, fetch and file, writing down each step. */
export class WorkScans {
  readonly #judge: JudgeScan;
  readonly #fetch: FetchScan;
  readonly #file: FileScan;
  readonly #takeBack: TakeBack;
  readonly #ledger: ClinicLedger;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: ScanWriter;
  readonly #take: TakeOrder;
  readonly #underWay: UnderWay;

  constructor(
    judge: JudgeScan,
    fetch: FetchScan,
    file: FileScan,
    takeBack: TakeBack,
    ledger: ClinicLedger,
    retry: Retry,
    clock: Clock,
    logger: Logger,
  ) {
    this.#judge = judge;
    this.#fetch = fetch;
    this.#file = file;
    this.#takeBack = takeBack;
    this.#ledger = ledger;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new ScanWriter(ledger, clock);
    this.#take = new TakeOrder(ledger, clock, logger);
    this.#underWay = new UnderWay(ledger, 'scans');
  }

  /**
   * Does everything due, a few orders at once. `stopping` ends the taking of new ones, `signal` cuts off those under
   * way. Stops early, with the error, when the clinic is not paired.
   */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    const underWay = new Map<string, Promise<void>>();
    const failures: unknown[] = [];
    try {
      while (!stopping.aborted && failures.length === 0) {
        const due = await this.#ledger.scans.due(this.#clock.now(), PARALLEL * 2);
        const next = due.filter((record) => !underWay.has(record.orderId));
        for (const record of next.slice(0, PARALLEL - underWay.size)) {
          underWay.set(
            record.orderId,
            this.#underWay
              .run({ name: [record.orderId], dueAt: record.dueAt }, () => this.#work(record, signal))
              .catch((failure: unknown) => failures.push(failure))
              .then(() => void underWay.delete(record.orderId)),
          );
        }
        if (underWay.size === 0) break;
        await Promise.race(underWay.values());
      }
    } finally {
      await Promise.all(underWay.values());
    }
    if (failures.length > 0) throw failures[0];
  }

  async #work(due: ScanRecord, signal: AbortSignal): Promise<void> {
    const record = isBeingTakenBack(due) ? await this.#takeBack.run(due, signal) : due;
    // One of the review inbox, or filed meanwhile for whom a person chose, was due for that alone.
    if (record === undefined || (record !== due && !AT_WORK.includes(record.state))) return;
    if (record.state !== 'filed' && !AT_WORK.includes(record.state)) {
      await this.#writer.write(record, { dueAt: undefined });
      return;
    }
    let current: ScanRecord | undefined = record;
    try {
      // Its files may have changed, or the one it names: the way from the beginning.
      if (current.state === 'filed')
        current = await this.#writer.write(current, { state: 'listed', seenAt: undefined });
      if (current !== undefined) current = await this.#asItIsNow(current, signal);
      if (current !== undefined && awaitsImport(current)) {
        await this.#file.lookForImport(current, signal);
        return;
      }
      if (current?.state === 'verified' && !(current.staged !== undefined && (await this.#fetch.holds(current.staged))))
        current = await this.#writer.write(current, { state: 'listed', staged: undefined });
      if (current !== undefined) current = await this.#matched(current, signal);
      if (current?.state === 'verified' && current.staged !== undefined) {
        await this.#file.file(current, current.staged, signal);
        return;
      }
      if (current !== undefined)
        current = await this.#writer.write(current, {
          state: 'downloading',
          problem: undefined,
          dueAt: undefined,
          staged: undefined,
        });
      if (current === undefined) return;
      const began = current;
      const fetchedAt = this.#clock.now();
      const staged = await this.#fetch.fetch(began, signal);
      await this.#verified(began, fetchedAt, staged, signal);
    } catch (thrown) {
      await this.#failed(record, ChairsideError.from(thrown, 'UNEXPECTED', signal));
    }
  }

  /**
   * With the addresses and the status that the cloud shows now: old addresses may have expired, and a filed order may have
   * gone on. Undefined where a person decided on the scan meanwhile.
   */
  async #asItIsNow(record: ScanRecord, signal: AbortSignal): Promise<ScanRecord | undefined> {
    const { state, seenAt = 0, orderId } = record;
    const age = this.#clock.now() - seenAt;
    // A view of the future was seen by a clock that has been put right since.
    if (state === 'verified' || (age >= 0 && age < FRESH)) return record;
    const order = await this.#fetch.order(record, signal);
    if (order === undefined) return record;
    await this.#take.take(order);
    const current = await this.#ledger.scans.get(orderId);
    return current !== undefined && AT_WORK.includes(current.state) ? current : undefined;
  }

  /** The record with its patient, or undefined when it went to the review inbox. */
  async #matched(record: ScanRecord, signal: AbortSignal): Promise<ScanRecord | undefined> {
    const verdict = await this.#judge.judge(record, signal);
    if (verdict.kind === 'stands') return record;
    const stored = await this.#writer.write(record, verdict.patch);
    if (verdict.kind === 'matched') return stored;
    this.#logger.warn('Scan waits in the review inbox', {
      orderId: record.orderId,
      code: verdict.patch.problem?.code,
    });
    return undefined;
  }

  async #verified(began: ScanRecord, fetchedAt: number, staged: StagedScan, signal: AbortSignal): Promise<void> {
    const fetched: ScanPatch = {
      fetchedFingerprint: began.fingerprint,
      fetchedAt,
      attempts: 0,
      backoff: 0,
      notReady: 0,
      interrupted: 0,
      problem: undefined,
    };
    const verified = await this.#moveOn(began, { ...fetched, state: 'verified', staged, dueAt: this.#clock.now() });
    // A poll may have learnt during the download that it is somebody else's.
    const matched = verified && (await this.#matched(verified, signal));
    if (matched !== undefined) await this.#file.file(matched, staged, signal);
  }

  /** Writes a step's outcome also when a poll brought a newer view of the order meanwhile; not when a person intervened. */
  async #moveOn(began: ScanRecord, patch: ScanPatch): Promise<ScanRecord | undefined> {
    for (
      let current: ScanRecord | undefined = began;
      current?.state === began.state;
      current = await this.#ledger.scans.get(began.orderId)
    ) {
      const stored = await this.#writer.write(current, patch);
      if (stored !== undefined) return stored;
    }
    return undefined;
  }

  async #failed(record: ScanRecord, error: ChairsideError): Promise<void> {
    const current = await this.#ledger.scans.get(record.orderId);
    if (current === undefined || !AT_WORK.includes(current.state)) return;
    const patch = error.class === 'not-ready' ? this.#notReady(current, error) : this.#retryLater(current, error);
    await this.#moveOn(current, patch);
    // Whoever looks again at the whole round says so, once for all items.
    if (endsRound(error)) throw error;
    const { dueAt } = patch;
    this.#logger.warn(patch.state === 'failed' ? 'Scan failed' : 'Scan waits', {
      orderId: record.orderId,
      code: patch.problem?.code ?? error.code,
      dueInMs: dueAt === undefined ? undefined : dueAt - this.#clock.now(),
    });
  }

  #notReady(current: ScanRecord, error: ChairsideError): ScanPatch {
    const now = this.#clock.now();
    const notReady = current.notReady + 1;
    const wait = this.#retry.notReadyDelay(notReady);
    if (wait === undefined)
      return {
        state: 'failed',
        notReady,
        dueAt: undefined,
        problem: problemOf(new ChairsideError('SCAN_NEVER_READY'), now),
      };
    return { state: 'not-ready', notReady, dueAt: now + wait, problem: problemOf(error, now) };
  }

  #retryLater(current: ScanRecord, error: ChairsideError): ScanPatch {
    const { giveUp, ...patch } = this.#retry.after(current, error, this.#clock.now());
    if (giveUp) return { ...patch, state: 'failed' };
    // What is verified stays so; what was cut off goes on from its part file.
    return current.state === 'downloading' ? { ...patch, state: 'listed' } : patch;
  }
}
