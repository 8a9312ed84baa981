import type { Clock } from '@chairside/core';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A morning in January 2026. */
const START = Date.UTC(2026, 0, 5, 8);

/** Time that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number;
  #sleepers: readonly Sleeper[] = [];

  /** `start` in milliseconds since 1970. */
  constructor(start = START) {
    this.#now = start;
  }

  /** How many wait in `sleep`. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#now + Math.max(0, ms), wake };
      this.#sleepers = [...this.#sleepers, sleeper];
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /**
   * Lets `ms` milliseconds pass. Sleepers wake in the order of their time, each at its own time, and what they do at
   * once, new sleeps included, is done before the next one wakes.
   */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settled();
    }
    this.#now = until;
    await settled();
  }

  /** The sleeper that wakes next; of two with the same time the one that slept first. */
  #next(until: number): Sleeper | undefined {
    const due = this.#sleepers.filter(({ at }) => at <= until);
    return due.sort((one, other) => one.at - other.at)[0];
  }
}

/** Resolves when all that could run at once has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
