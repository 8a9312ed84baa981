import type { RxChange, RxOutcome, RxReading, RxTrigger } from '@chairside/core';

/**
 * Says each change once, and again until it is acknowledged. Keeps no cursor: what is acknowledged is taken away, as a
 * file is moved out of an inbox.
 */
export class MemoryTrigger implements RxTrigger {
  /** What became of each change, in the order in which that was said; the same one may stand here twice. */
  readonly outcomes: RxOutcome[] = [];
  readonly #pageSize: number;
  #changes: readonly RxChange[] = [];

  /** `pageSize`: how many changes one reading gives at most. */
  constructor(pageSize = Infinity) {
    this.#pageSize = pageSize;
  }

  /** What was said and not acknowledged. */
  get pending(): readonly RxChange[] {
    return this.#changes;
  }

  say(...changes: readonly RxChange[]): void {
    this.#changes = [...this.#changes, ...changes];
  }

  async read(_cursor: string | undefined, _signal: AbortSignal): Promise<RxReading> {
    const changes = this.#changes.slice(0, this.#pageSize);
    return { kind: 'changes', changes, more: changes.length < this.#changes.length };
  }

  async acknowledge(outcomes: readonly RxOutcome[], _signal: AbortSignal): Promise<void> {
    this.outcomes.push(...outcomes);
    const dealtWith = new Set(outcomes.map(({ id }) => id));
    this.#changes = this.#changes.filter(({ id }) => !dealtWith.has(id));
  }
}
