import type { Clock } from '@chairside/core';

const AT_MOST_EVERY = 1_000;

/** Lets one call a second through; the poll finds what the others would have said. */
export class WakeThrottle {
  readonly #clock: Clock;
  #last: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  allows(): boolean {
    const now = this.#clock.now();
    // A clock that was set back must not keep the door shut.
    if (this.#last !== undefined && now >= this.#last && now - this.#last < AT_MOST_EVERY) return false;
    this.#last = now;
    return true;
  }
}
