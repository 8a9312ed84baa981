import type { Clock } from '@chairside/core';
import { SystemClock } from '../../dist/log/system-clock.js';

/** The computer's clock, that somebody sets. Waits go by what passes, as timers do. */
export class TravelClock implements Clock {
  readonly #system = new SystemClock();
  #ahead = 0;

  now(): number {
    return this.#system.now() + this.#ahead;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#system.sleep(ms, signal);
  }

  /** From now on it shows a time that is so much later, or earlier, milliseconds. */
  jump(ms: number): void {
    this.#ahead += ms;
  }
}
