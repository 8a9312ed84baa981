import type { Clock } from '@chairside/core';

/** A clock that stands still until it is moved; sleeping moves it. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 4, 20, 12);
  readonly sleeps: number[] = [];

  now(): number {
    return this.#now;
  }

  move(ms: number): void {
    this.#now += ms;
  }

  async sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.#now += ms;
  }
}
