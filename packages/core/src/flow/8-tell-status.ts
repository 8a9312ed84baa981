import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { StatusSink } from '../ports/status-sink.js';
import type { Retry } from './retry.js';

const BATCH = 100;

/** Ledger -> StatusSink: each stored change, in order per RX or order, until the sink returned. */
export class TellStatus {
  readonly #sink: StatusSink | undefined;
  readonly #ledger: ClinicLedger;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(sink: StatusSink | undefined, ledger: ClinicLedger, retry: Retry, clock: Clock, logger: Logger) {
    this.#sink = sink;
    this.#ledger = ledger;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Tells everything due; without a sink, updates are dropped, as nobody wants them. `stopping` ends it between two. */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    while (!stopping.aborted) {
      const due = await this.#ledger.status.due(this.#clock.now(), BATCH);
      if (due.length === 0) return;
      for (const { id, update, backoff } of due) {
        if (stopping.aborted) return;
        try {
          await this.#sink?.tell(update, signal);
          await this.#ledger.status.done(id);
        } catch (thrown) {
          const error = ChairsideError.from(thrown, 'ADAPTER_FAILED', signal);
          await this.#ledger.status.postpone(id, this.#clock.now() + this.#retry.delay(backoff));
          this.#logger.warn('A status could not be told yet', { code: error.code });
        }
      }
    }
  }
}
