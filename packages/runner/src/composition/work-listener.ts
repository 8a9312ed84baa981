import type { WorkUnit } from '@chairside/core/house';

/** Hears what may be worth a look; until somebody listens, nothing is missed, as everything is in the ledger. */
export class WorkListener {
  #onCommit: ((work: WorkUnit) => void) | undefined;
  #onAdapterWake: (() => void) | undefined;

  listen(onCommit: (work: WorkUnit) => void, onAdapterWake: () => void): void {
    this.#onCommit = onCommit;
    this.#onAdapterWake = onAdapterWake;
  }

  committed(work: WorkUnit): void {
    this.#onCommit?.(work);
  }

  adapterWoke(): void {
    this.#onAdapterWake?.();
  }
}
