import type { RxRecord } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanService } from '../ports/scan-service.js';
import type { SentBook } from '../ports/sent-book.js';
import type { PrepareRx } from './2-prepare-rx.js';
import { SubmitRx } from './3a-submit-rx.js';
import { WithdrawRx } from './3b-withdraw-rx.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { problemOf, type Retry } from './retry.js';
import { RxWriter } from './rx-writer.js';
import { UnderWay } from './under-way.js';
import type { VisitBook } from './visit-book.js';

const BATCH = 50;

/** Ledger -> scanner: puts due RX on the scanner and takes cancelled ones away. */
export class WorkRx {
  readonly #submit: SubmitRx;
  readonly #withdraw: WithdrawRx;
  readonly #visits: VisitBook | undefined;
  readonly #retry: Retry;
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #writer: RxWriter;
  readonly #underWay: UnderWay;

  /** `visits` is undefined where the source knows none. */
  constructor(
    service: ScanService,
    prepare: PrepareRx,
    visits: VisitBook | undefined,
    ledger: ClinicLedger,
    book: SentBook,
    policy: ClinicPolicy,
    retry: Retry,
    clock: Clock,
    logger: Logger,
  ) {
    this.#submit = new SubmitRx(service, prepare, ledger, book, policy, retry, clock, logger);
    this.#withdraw = new WithdrawRx(service, ledger, book, retry, clock, logger);
    this.#visits = visits;
    this.#retry = retry;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#writer = new RxWriter(ledger, clock);
    this.#underWay = new UnderWay(ledger, 'rx');
  }

  /**
   * Does everything due; but nothing is sent before the practice's book was read lately, as a visit may be over or
   * cancelled by now. `stopping` ends the taking of new items, `signal` cuts off the one under way. Stops early, with the
   * error, when the clinic is not paired.
   */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    await this.#submit.resolveLeftBehind();
    while (!stopping.aborted) {
      const due = await this.#due();
      if (due.length === 0) return;
      for (const record of due) {
        if (stopping.aborted) return;
        const { key, generation, dueAt } = record;
        await this.#underWay.run({ name: [key, generation], dueAt }, () => this.#work(record, signal));
      }
    }
  }

  get #waitsForReading(): boolean {
    return this.#visits !== undefined && !this.#visits.isFresh && this.#visits.failure === undefined;
  }

  async #due(): Promise<readonly RxRecord[]> {
    const now = this.#clock.now();
    if (!this.#waitsForReading) return this.#ledger.rx.due(now, BATCH);
    const leaving = await this.#ledger.rx.list({ states: ['withdrawing'] });
    return leaving.filter(({ dueAt = Infinity }) => dueAt <= now);
  }

  async #work(record: RxRecord, signal: AbortSignal): Promise<void> {
    if (record.state === 'wanted') await this.#send(record, signal);
    else if (record.state === 'withdrawing') await this.#withdraw.run(record, signal);
    else await this.#rest(record);
  }

  async #send(record: RxRecord, signal: AbortSignal): Promise<void> {
    if (this.#visits === undefined || this.#visits.isFresh) await this.#submit.run(record, signal);
    else if (this.#visits.failure !== undefined) await this.#hold(record, this.#visits.failure);
  }

  /** Until the book lists it again, or is found to be readable at the next try. */
  async #hold(record: RxRecord, { code }: ChairsideError): Promise<void> {
    const error = new ChairsideError('RX_BOOK_UNREAD', { detail: code });
    const { attempts, backoff, dueAt, problem } = this.#retry.after(record, error, this.#clock.now());
    await this.#writer.write(record, { attempts, backoff, dueAt, problem });
  }

  /** Nothing is to be done but to show a person what is on the scanner and was never scanned. */
  async #rest(record: RxRecord): Promise<void> {
    // A source that tells when a visit is over has not done so yet: the scan may still come.
    const toCome = this.#visits !== undefined && record.overSince === undefined;
    const shown = record.state === 'submitted' && !toCome;
    const problem = problemOf(new ChairsideError('RX_NEVER_SCANNED'), this.#clock.now());
    await this.#writer.write(record, { dueAt: undefined, ...(shown && { problem }) });
  }
}
