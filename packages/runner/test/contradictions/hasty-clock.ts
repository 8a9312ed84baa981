import type { Clock } from '@chairside/core';
import { SystemClock } from '../../dist/log/system-clock.js';

/** Waits longer than this are limits on something that may never end, not steps of the work. */
const LONGEST_SKIPPED = 1_000;

/** The computer's time, moved on by each short wait instead of waiting. */
export class HastyClock implements Clock {
  readonly #system = new SystemClock();
  #ahead = 0;

  now(): number {
    return this.#system.now() + this.#ahead;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms > LONGEST_SKIPPED) return this.#system.sleep(ms, signal);
    this.#ahead += Math.max(0, ms);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
