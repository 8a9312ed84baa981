/** The steps of Marsaglia's xorshift ("Xorshift RNGs", 2003) with 32 bits: every state but zero comes once in a turn. */
function next(state: number): number {
  let bits = state;
  bits ^= bits << 13;
  bits ^= bits >>> 17;
  bits ^= bits << 5;
  return bits >>> 0;
}

/** Spreads neighbouring seeds over all states. */
function mixed(seeds: readonly number[]): number {
  let state = 0x2545_f491;
  for (const seed of seeds) {
    state = Math.imul(state ^ seed, 0x9e37_79b1);
    state ^= state >>> 15;
    state = Math.imul(state, 0x85eb_ca6b);
    state ^= state >>> 13;
  }
  return state >>> 0 || 1;
}

/** Choices that look like chance and are the same for the same seeds, on every computer. */
export class SeededRandom {
  #state: number;

  constructor(...seeds: readonly number[]) {
    this.#state = mixed(seeds);
  }

  /** 0 or more, below the limit. */
  below(limit: number): number {
    this.#state = next(this.#state);
    return Math.floor((this.#state / 0x1_0000_0000) * limit);
  }

  /** True so many times in a hundred. */
  percent(times: number): boolean {
    return this.below(1000) < times * 10;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One of a list, the more often the more it weighs. */
  weighted<T extends { readonly weight: number }>(list: readonly T[]): T {
    let left = this.below(list.reduce((sum, { weight }) => sum + weight, 0));
    return list.find(({ weight }) => (left -= weight) < 0)!;
  }
}
