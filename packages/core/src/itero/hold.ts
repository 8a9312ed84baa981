import type { Clock } from '../ports/clock.js';

/** A wait that several share. A clock that is set back does not make it longer: then it is over. */
export class Hold {
  readonly #clock: Clock;
  #since = 0;
  #until = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long it is still to be waited, milliseconds. */
  get left(): number {
    const now = this.#clock.now();
    return now < this.#since ? 0 : Math.max(0, this.#until - now);
  }

  /** Waits for so long from now on, or as long as before where that is longer. */
  extend(ms: number): void {
    const left = Math.max(this.left, ms);
    this.#since = this.#clock.now();
    this.#until = this.#since + left;
  }
}
