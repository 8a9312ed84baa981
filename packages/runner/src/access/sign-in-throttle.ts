import type { Clock } from '@chairside/core';

/** The first wait after the free tries; each further one is twice as long, up to the longest. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Tries are forgotten after this long without one. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;
/** As many keys are remembered, the latest ones. */
const MOST_KEYS = 10_000;

interface Tries {
  readonly count: number;
  readonly at: number;
  readonly notBefore: number;
  /** Whether it was already said that the key has to wait. */
  readonly told: boolean;
}

/** Whether a try may be made now; `first`: the first that is held back in this wait. */
export type Admission =
  { readonly kind: 'go' } | { readonly kind: 'wait'; readonly ms: number; readonly first: boolean };

/** Slows guessing down: after some free tries each further one has to wait twice as long as the one before. */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #tries = new Map<string, Tries>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a try of several keys, each with its own number of free ones; none of them where one has to wait. */
  take(keys: Readonly<Record<string, number>>): Admission {
    const now = this.#clock.now();
    const held = Object.keys(keys)
      .map((key) => ({ key, tries: this.#known(key, now) }))
      .filter(({ tries }) => tries !== undefined && tries.notBefore > now);
    if (held.length > 0) {
      const first = held.some(({ tries }) => !tries!.told);
      for (const { key, tries } of held) this.#keep(key, { ...tries!, told: true });
      return { kind: 'wait', ms: Math.max(...held.map(({ tries }) => tries!.notBefore)) - now, first };
    }
    for (const [key, free] of Object.entries(keys)) {
      const count = (this.#known(key, now)?.count ?? 0) + 1;
      const wait = count < free ? 0 : Math.min(FIRST_WAIT_MS * 2 ** Math.min(count - free, 20), LONGEST_WAIT_MS);
      this.#keep(key, { count, at: now, notBefore: now + wait, told: false });
    }
    return { kind: 'go' };
  }

  /** A try went well: nobody is guessing. */
  forget(keys: Readonly<Record<string, number>>): void {
    for (const key of Object.keys(keys)) this.#tries.delete(key);
  }

  #known(key: string, now: number): Tries | undefined {
    const tries = this.#tries.get(key);
    return tries !== undefined && now - tries.at < FORGOTTEN_AFTER_MS ? tries : undefined;
  }

  /** The latest stand last, so that the first is the one to be forgotten. */
  #keep(key: string, tries: Tries): void {
    this.#tries.delete(key);
    this.#tries.set(key, tries);
    const [oldest] = this.#tries.keys();
    if (this.#tries.size > MOST_KEYS && oldest !== undefined) this.#tries.delete(oldest);
  }
}
