import type { Clock, RxId } from '@chairside/core';

const AT_MOST_EVERY = 1_000;
/** So many RX are remembered while they wait; what the cloud has of others is found by the poll as well. */
const MOST_WAITING = 1_000;

/**
 * Takes calls of a webhook together: the first one at once, those that follow within a second when it is over. So a
 * thousand of them cost little, and none is lost on a poll that had begun before it came.
 */
export class GatheredCalls {
  readonly #clock: Clock;
  readonly #take: (rxIds: readonly RxId[]) => Promise<void>;
  readonly #waiting = new Set<RxId>();
  #called = false;
  #taking = false;

  /** `take` must not reject. */
  constructor(clock: Clock, take: (rxIds: readonly RxId[]) => Promise<void>) {
    this.#clock = clock;
    this.#take = take;
  }

  /** Returns at once. Once `signal` is aborted nothing is taken any more. */
  add(rxIds: readonly RxId[], signal: AbortSignal): void {
    for (const rxId of rxIds) if (this.#waiting.size < MOST_WAITING) this.#waiting.add(rxId);
    this.#called = true;
    if (!this.#taking) void this.#takeAll(signal);
  }

  async #takeAll(signal: AbortSignal): Promise<void> {
    this.#taking = true;
    while (this.#called && !signal.aborted) {
      this.#called = false;
      const rxIds = [...this.#waiting];
      this.#waiting.clear();
      await this.#take(rxIds);
      await this.#clock.sleep(AT_MOST_EVERY, signal);
    }
    this.#taking = false;
  }
}
