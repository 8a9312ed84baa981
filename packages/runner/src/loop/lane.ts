import { ChairsideError, type ChairsideErrorCode, type Clock, type Logger } from '@chairside/core';
import type { Retry } from '@chairside/core/flow';
import { WakeSignal } from './wake-signal.js';

/** Work that is looked at again and again. */
export interface LaneTask {
  readonly name: string;
  /** The longest time between two looks, milliseconds. */
  readonly interval: number;
  /** When something is due before that, milliseconds since 1970. */
  nextDueAt?(): Promise<number | undefined>;
  /** One look. `more`: look again very soon. */
  run(signal: AbortSignal, stopping: AbortSignal): Promise<{ readonly more: boolean } | void>;
}

const SOON_MS = 200;
/** The least wait for something due: what is due and cannot be done now must not keep the process busy. */
const BREATH_MS = 1_000;

/** Repeats one task: at its interval, when something is due, when woken; with growing waits while it fails. */
export class Lane {
  readonly #task: LaneTask;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #wake = new WakeSignal();
  readonly #changed: () => void;
  #failure: { readonly code: ChairsideErrorCode; readonly since: number; readonly tries: number } | undefined;

  /** `changed` is called when `failure` has become another one, or none. */
  constructor(task: LaneTask, retry: Retry, clock: Clock, logger: Logger, changed: () => void = () => undefined) {
    this.#task = task;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#changed = changed;
  }

  get name(): string {
    return this.#task.name;
  }

  /** The error that keeps this lane from its work, and since when; undefined while all is well. */
  get failure(): { readonly code: ChairsideErrorCode; readonly since: number } | undefined {
    return this.#failure;
  }

  wake(): void {
    this.#wake.wake();
  }

  /** Runs until `stopping` is aborted; `signal` cuts off what is under way. Never rejects. */
  async run(signal: AbortSignal, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const more = await this.#look(signal, stopping);
      if (stopping.aborted) return;
      await this.#wake.wait(more ? SOON_MS : await this.#pause(), stopping);
    }
  }

  async #look(signal: AbortSignal, stopping: AbortSignal): Promise<boolean> {
    try {
      const telling = await this.#tells();
      const answer = await this.#task.run(signal, stopping);
      if (telling) this.#worked();
      return answer?.more === true;
    } catch (thrown) {
      if (!signal.aborted) this.#failed(ChairsideError.from(thrown));
      // What it wrote down of its failure woke it: that is no reason to try again before its time.
      this.#wake.forget();
      return false;
    }
  }

  /** Whether a look shows that the trouble is over: one that finds nothing due yet tries nothing. */
  async #tells(): Promise<boolean> {
    if (this.#failure === undefined || this.#task.nextDueAt === undefined) return true;
    const dueAt = await this.#task.nextDueAt();
    return dueAt === undefined || dueAt <= this.#clock.now();
  }

  #worked(): void {
    if (this.#failure === undefined) return;
    this.#logger.info('Works again', { flow: this.name });
    this.#failure = undefined;
    this.#changed();
  }

  /** One line when a trouble begins, not one at every try. */
  #failed(error: ChairsideError): void {
    const before = this.#failure;
    const known = before?.code === error.code;
    if (!known) this.#logger.warn(error.message, { flow: this.name, code: error.code, cause: causeOf(error) });
    this.#failure = {
      code: error.code,
      since: known ? before.since : this.#clock.now(),
      tries: (before?.tries ?? 0) + 1,
    };
    if (!known) this.#changed();
  }

  async #pause(): Promise<number> {
    if (this.#failure !== undefined) return Math.min(this.#retry.delay(this.#failure.tries - 1), this.#task.interval);
    const dueAt = await this.#task.nextDueAt?.().catch(() => undefined);
    return dueAt === undefined
      ? this.#task.interval
      : Math.min(this.#task.interval, Math.max(BREATH_MS, dueAt - this.#clock.now()));
  }
}

/** What lies beneath an error, as far as a log may show it: a system code or a class name. */
function causeOf(error: ChairsideError): string | undefined {
  const { cause } = error;
  if (!(cause instanceof Error)) return undefined;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
