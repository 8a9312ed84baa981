import type { Clock } from '@chairside/core';

/** Nobody really waits longer than this, milliseconds. */
const LONGEST = 10;

/** The time of day, and what the kit lets pass beyond it; whoever sleeps wakes soon. */
export class KitClock implements Clock {
  #passed = 0;

  now(): number {
    return Date.now() + this.#passed;
  }

  /** Lets `ms` milliseconds pass at once. */
  pass(ms: number): void {
    this.#passed += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, LONGEST));
      signal?.addEventListener('abort', end, { once: true });
    });
  }
}
