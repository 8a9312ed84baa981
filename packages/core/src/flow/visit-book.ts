import type { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';

/** How old a reading may be for something to be sent, milliseconds; longer where the book is read more rarely. */
const LASTS = 5 * 60 * 1000;

/**
 * What is known of the practice's book of visits: whether it was read lately, or why not. After a start, and after a
 * computer slept, it was not: a visit may be over or cancelled by now.
 */
export class VisitBook {
  readonly #clock: Clock;
  readonly #lasts: number;
  #readAt: number | undefined;
  #failure: ChairsideError | undefined;

  /** `interval`: how often it is read, milliseconds. */
  constructor(clock: Clock, interval: number) {
    this.#clock = clock;
    this.#lasts = Math.max(LASTS, 2 * interval);
  }

  wasRead(): void {
    this.#readAt = this.#clock.now();
    this.#failure = undefined;
  }

  couldNotBeRead(error: ChairsideError): void {
    this.#failure = error;
  }

  get isFresh(): boolean {
    if (this.#readAt === undefined) return false;
    const age = this.#clock.now() - this.#readAt;
    // A clock that was set back says nothing of how old it is.
    return age >= 0 && age <= this.#lasts;
  }

  /** Why the last try to read it failed; undefined where it did not, or there was none since the start. */
  get failure(): ChairsideError | undefined {
    return this.#failure;
  }
}
