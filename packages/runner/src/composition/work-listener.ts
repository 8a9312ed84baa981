import type { WorkUnit } from '@chairside/core/house';

/** Hears what may be worth a look; until somebody listens, nothing is missed, as everything is in the ledger. */
export class WorkListener {
  #onCommit: ((work: WorkUnit) => void) | undefined;
  #onAdapterWake: (() => void) | undefined;
  #onAdapterChange: (() => void) | undefined;

  listen(onCommit: (work: WorkUnit) => void, onAdapterWake: () => void, onAdapterChange: () => void): void {
    this.#onCommit = onCommit;
    this.#onAdapterWake = onAdapterWake;
    this.#onAdapterChange = onAdapterChange;
  }

  committed(work: WorkUnit): void {
    this.#onCommit?.(work);
  }

  adapterWoke(): void {
    this.#onAdapterWake?.();
  }

  /** How the adapter does has changed. */
  adapterChanged(): void {
    this.#onAdapterChange?.();
  }
}
