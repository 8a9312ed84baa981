/** A terminal and the launcher may both pass on one Ctrl-C: what follows within this time is the same one. */
const SAME_PRESS = 1_000;

/** What can be stopped: first politely, then at once. Both may be called twice. */
export interface Stoppable {
  stop(): void;
  cutOff(): void;
}

/** Hears SIGINT and SIGTERM from its making until `close`; one that came before `listen` is passed on then. */
export class StopSignals {
  #first: number | undefined;
  #target: Stoppable | undefined;

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  listen(target: Stoppable): void {
    this.#target = target;
    if (this.#first !== undefined) target.stop();
  }

  close(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }

  readonly #onSignal = (): void => {
    const now = performance.now();
    if (this.#first === undefined) {
      this.#first = now;
      this.#target?.stop();
    } else if (now - this.#first > SAME_PRESS) {
      this.#target?.cutOff();
    }
  };
}
