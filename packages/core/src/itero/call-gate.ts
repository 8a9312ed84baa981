import { finished } from 'node:stream';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { HttpAnswer, HttpCalls, HttpRequest } from './http-calls.js';
import { Hold } from './hold.js';
import { Places } from './places.js';
import { retryAfter } from './retry-after.js';

const CALLS_AT_ONCE = 2;
const BODIES_AT_ONCE = 2;
/** A wait up to this long is waited out here; a longer one is the caller's, who has other things to do meanwhile. */
const LONGEST_WAIT_HERE = 10_000;
/** Where a 429 does not say how long. */
const UNSAID_WAIT = 1_000;

/**
 * The limits of one account, around whatever sends. At most 2 calls wait for their answer at once. The bytes of a file
 * take minutes on a slow line, so a download gives its place back when its answer begins, lest two of them hold up
 * every request for a scan; bodies of downloads have 2 places of their own. `Retry-After` of a 429 or 503 holds up all
 * calls of the account: a short wait is waited out, a long one is thrown as CLOUD_BUSY without calling.
 */
export class CallGate implements HttpCalls {
  readonly #next: HttpCalls;
  readonly #clock: Clock;
  readonly #calls = new Places(CALLS_AT_ONCE);
  readonly #bodies = new Places(BODIES_AT_ONCE);
  readonly #closed: Hold;

  constructor(next: HttpCalls, clock: Clock) {
    this.#next = next;
    this.#clock = clock;
    this.#closed = new Hold(clock);
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const leaveBody = request.download === true ? await this.#bodies.take(signal) : undefined;
    let leaveCall: (() => void) | undefined;
    try {
      leaveCall = await this.#enter(signal);
      const answer = await this.#next.send(request, signal);
      if (!answer.stranger) this.#obey(answer);
      if (leaveBody !== undefined) leaveCall();
      const leave = leaveBody ?? leaveCall;
      finished(answer.body, () => leave());
      return answer;
    } catch (error) {
      leaveCall?.();
      leaveBody?.();
      throw error;
    }
  }

  async #enter(signal: AbortSignal): Promise<() => void> {
    for (;;) {
      await this.#waitOut(signal);
      const leave = await this.#calls.take(signal);
      if (this.#closed.left === 0) return leave;
      leave();
    }
  }

  async #waitOut(signal: AbortSignal): Promise<void> {
    for (let wait = this.#closed.left; wait > 0; wait = this.#closed.left) {
      if (wait > LONGEST_WAIT_HERE) throw new ChairsideError('CLOUD_BUSY', { retryAfter: wait });
      await this.#clock.sleep(wait, signal);
      if (signal.aborted) throw new ChairsideError('STOPPED');
    }
  }

  #obey(answer: HttpAnswer): void {
    if (answer.status !== 429 && answer.status !== 503) return;
    const wait = retryAfter(answer.headers, this.#clock.now()) ?? (answer.status === 429 ? UNSAID_WAIT : 0);
    this.#closed.extend(wait);
  }
}
