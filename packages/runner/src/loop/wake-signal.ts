/** Lets a sleeping lane be woken; waking twice before it looks is waking once. */
export class WakeSignal {
  #woken = false;
  #listener: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#listener?.();
  }

  /** Resolves when woken, after `ms`, or when `signal` is aborted; at once when woken since the last wait. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#woken && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, Math.min(ms, 2 ** 31 - 1)));
        const done = (): void => {
          clearTimeout(timer);
          resolve();
        };
        this.#listener = done;
        signal.addEventListener('abort', done, { once: true });
      }).finally(() => {
        this.#listener = undefined;
      });
    }
    this.#woken = false;
  }
}
