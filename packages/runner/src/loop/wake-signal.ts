/** Lets a sleeping lane be woken; waking twice before it looks is waking once. */
export class WakeSignal {
  #woken = false;
  #listener: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#listener?.();
  }

  /** Takes back what woke it since the last wait. */
  forget(): void {
    this.#woken = false;
  }

  /** Resolves when woken, after `ms`, or when `signal` is aborted; at once when woken since the last wait. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#woken && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          // The signal lives as long as the service: what every wait left there would add up.
          signal.removeEventListener('abort', done);
          this.#listener = undefined;
          resolve();
        };
        const timer = setTimeout(done, Math.max(0, Math.min(ms, 2 ** 31 - 1)));
        this.#listener = done;
        signal.addEventListener('abort', done, { once: true });
      });
    }
    this.#woken = false;
  }
}
