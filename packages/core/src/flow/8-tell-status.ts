import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, PendingStatus } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { StatusSink } from '../ports/status-sink.js';
import { endsRound, problemOf, type Retry } from './retry.js';
import { UnderWay } from './under-way.js';

const BATCH = 100;

/** Ledger -> StatusSink: each stored change, in order per RX or order, until the sink returned. */
export class TellStatus {
  readonly #sink: StatusSink | undefined;
  readonly #ledger: ClinicLedger;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #underWay: UnderWay;

  constructor(sink: StatusSink | undefined, ledger: ClinicLedger, retry: Retry, clock: Clock, logger: Logger) {
    this.#sink = sink;
    this.#ledger = ledger;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#underWay = new UnderWay(ledger, 'status');
  }

  /**
   * Tells everything due; without a sink, updates are dropped, as nobody wants them. `stopping` ends it between two. Stops
   * early, with the error, when the sink cannot be reached.
   */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    while (!stopping.aborted) {
      const due = await this.#ledger.status.due(this.#clock.now(), BATCH);
      if (due.length === 0) return;
      for (const pending of due) {
        if (stopping.aborted) return;
        const { id, dueAt } = pending;
        await this.#underWay.run({ name: [id], dueAt }, () => this.#tell(pending, signal));
      }
    }
  }

  async #tell({ id, update, backoff }: PendingStatus, signal: AbortSignal): Promise<void> {
    try {
      await this.#sink?.tell(update, signal);
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'ADAPTER_FAILED', signal);
      const now = this.#clock.now();
      const dueInMs = this.#retry.delay(backoff);
      await this.#ledger.status.postpone(id, now + dueInMs, problemOf(error, now));
      if (endsRound(error)) throw error;
      this.#logger.warn('A status could not be told yet', { code: error.code, dueInMs });
      return;
    }
    await this.#ledger.status.done(id);
  }
}
