import type { RxConfirmation, RxKey, RxReading, RxTrigger, WantedRx } from '@chairside/core';

/** Says at each reading all that is wanted now, as a query over a schedule does. */
export class MemorySnapshotTrigger implements RxTrigger {
  readonly #wanted = new Map<RxKey, WantedRx>();
  readonly #begun = new Map<RxKey, WantedRx>();
  readonly #over = new Set<RxKey>();
  readonly #cancelled = new Set<RxKey>();

  /** Wants an RX, or wants it differently. */
  want(rx: WantedRx): void {
    this.#wanted.set(rx.key, rx);
    this.#begun.delete(rx.key);
    this.#over.delete(rx.key);
    this.#cancelled.delete(rx.key);
  }

  /** The visit began, ended or is past. */
  finish(key: RxKey): void {
    this.#wanted.delete(key);
    this.#over.add(key);
  }

  /** The visit has begun, and calls for this. */
  begin(rx: WantedRx): void {
    this.finish(rx.key);
    this.#begun.set(rx.key, rx);
  }

  cancel(key: RxKey): void {
    this.#wanted.delete(key);
    this.#over.delete(key);
    this.#cancelled.add(key);
  }

  /** Leaves the snapshot for a reason that nobody knows, such as a visit in the middle of a move. */
  hide(key: RxKey): void {
    this.#wanted.delete(key);
  }

  async read(_cursor: string | undefined, _signal: AbortSignal): Promise<RxReading> {
    return { kind: 'snapshot', wanted: [...this.#wanted.values()], begun: [...this.#begun.values()] };
  }

  async confirm(keys: readonly RxKey[], _signal: AbortSignal): Promise<ReadonlyMap<RxKey, RxConfirmation>> {
    const answers = keys.map((key) => [key, this.#answer(key)] as const);
    return new Map(answers.filter((answer): answer is readonly [RxKey, RxConfirmation] => answer[1] !== undefined));
  }

  #answer(key: RxKey): RxConfirmation | undefined {
    if (this.#wanted.has(key)) return 'wanted';
    if (this.#over.has(key)) return 'over';
    return this.#cancelled.has(key) ? 'cancelled' : undefined;
  }
}
