import { seededGuid } from '../random.js';

/** A scan request that was accepted. */
export interface Rx {
  readonly rxId: string;
  readonly companyId: number;
  /** As received. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly receivedAt: number;
  state: 'open' | 'scanned' | 'deleted';
  orderId?: number;
}

/** The scan requests of all practices, in the order in which they came. */
export class RxBook {
  readonly #seed: number;
  readonly #now: () => number;
  readonly #rxs = new Map<string, Rx>();

  constructor(seed: number, now: () => number) {
    this.#seed = seed;
    this.#now = now;
  }

  add(companyId: number, body: Readonly<Record<string, unknown>>): Rx {
    const rxId = seededGuid(this.#seed, 'rx', this.#rxs.size + 1);
    const rx: Rx = { rxId, companyId, body, receivedAt: this.#now(), state: 'open' };
    this.#rxs.set(rxId, rx);
    return rx;
  }

  get(rxId: string): Rx | undefined {
    return this.#rxs.get(rxId.toLowerCase());
  }

  list(): readonly Rx[] {
    return [...this.#rxs.values()];
  }
}
