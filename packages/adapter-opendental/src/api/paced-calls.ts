import { ChairsideError, type Clock } from '@chairside/core';
import type { ApiAnswer, ApiCalls, ApiRequest } from './api-calls.js';

/** What Open Dental's servers allow a customer key (Open Dental API, Throttling): a call a second, the call included. */
const PACE = 1_000;
/** Where a 429 does not say how long. */
const UNSAID_WAIT = 5_000;
/** A wait up to this long is waited out here; a longer one is the caller's, who has other things to do meanwhile. */
const LONGEST_WAIT_HERE = 10_000;

/**
 * The limit of Open Dental's servers, around whatever calls: one call after the other, a second apart. A 429 holds up all
 * calls for as long as it says; throws CHART_API_BUSY, without calling, while that is long.
 */
export class PacedCalls implements ApiCalls {
  readonly #next: ApiCalls;
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();
  #heldAt = 0;
  #openAt = 0;

  constructor(next: ApiCalls, clock: Clock) {
    this.#next = next;
    this.#clock = clock;
  }

  call(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const answer = this.#last.then(() => this.#inTurn(request, signal));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #inTurn(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    await this.#waitOut(signal);
    this.#hold(PACE);
    try {
      return await this.#next.call(request, signal);
    } catch (error) {
      if (ChairsideError.is(error) && error.code === 'CHART_API_BUSY') this.#hold(error.retryAfter ?? UNSAID_WAIT);
      throw error;
    }
  }

  #hold(ms: number): void {
    this.#heldAt = this.#clock.now();
    this.#openAt = this.#heldAt + ms;
  }

  async #waitOut(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    // A clock that was set back makes no wait longer.
    const wait = now < this.#heldAt ? 0 : this.#openAt - now;
    if (wait > LONGEST_WAIT_HERE) throw new ChairsideError('CHART_API_BUSY', { retryAfter: wait });
    if (wait > 0) await this.#clock.sleep(wait, signal);
    if (signal.aborted) throw new ChairsideError('STOPPED');
  }
}
