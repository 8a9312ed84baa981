import type { Clock } from '@chairside/core';

const AT_MOST_EVERY = 1_000;

/** Lets one call a second through for each name; the poll finds what the others would have said. */
export class WakeThrottle {
  readonly #clock: Clock;
  readonly #last = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  allows(name: string): boolean {
    const now = this.#clock.now();
    const last = this.#last.get(name);
    if (last !== undefined && now >= last && now - last < AT_MOST_EVERY) return false;
    this.#last.set(name, now);
    return true;
  }
}
