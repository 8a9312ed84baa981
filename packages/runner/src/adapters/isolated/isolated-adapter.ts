import {
  ChairsideError,
  type AdapterPorts,
  type ChairsideErrorCode,
  type Clock,
  type LoggableText,
  type Logger,
} from '@chairside/core';
import { callName, portsOf, type PortMethod } from '@chairside/core/house';
import { unlessLate } from '../unless-late.js';
import { AdapterProcess } from './adapter-process.js';
import { receivedError, type FromAdapter, type StartOrder } from './messages.js';

/** How long a process may take beyond what its adapter may, to begin and to end, milliseconds. */
const SLACK = 10_000;
const ENDS_WITHIN = 4_000;
/** One that ran this long began well: what comes then is a new trouble. */
const RAN_WELL = 10 * 60_000;

export interface IsolatedOptions {
  readonly order: StartOrder;
  readonly memoryLimit?: number | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The wait before the next start, milliseconds, after so many that brought nothing. */
  readonly delay: (tries: number) => number;
  readonly wake: () => void;
  /** `health` has changed. */
  readonly onHealth: () => void;
}

/** How the process of an adapter does. */
export interface AdapterHealth {
  /** How often it ended by itself since the service began. */
  readonly crashes: number;
  /** Milliseconds since 1970. */
  readonly lastCrashAt: number | undefined;
  /** Why there is none now, and since when. */
  readonly failure: { readonly code: ChairsideErrorCode; readonly since: number } | undefined;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The house's side of the channel: an adapter whose process may end at any time, and is started again. */
export class IsolatedAdapter {
  readonly #options: IsolatedOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #closing = new AbortController();
  #process: AdapterProcess | undefined;
  #nextId = 1;
  #name = '';
  #calls: ReadonlySet<string> = new Set();
  #crashes = 0;
  #lastCrashAt: number | undefined;
  #failure: { readonly error: Error; readonly since: number } | undefined;

  private constructor(options: IsolatedOptions) {
    this.#options = options;
  }

  /** Starts its process and the adapter in it. Throws what `create` threw, ADAPTER_STUCK or ADAPTER_CRASHED. */
  static async start(options: IsolatedOptions): Promise<IsolatedAdapter> {
    const adapter = new IsolatedAdapter(options);
    adapter.#name = options.order.use;
    const process = await adapter.#begin();
    void adapter.#keep(process);
    return adapter;
  }

  /** As the adapter calls itself. */
  get name(): string {
    return this.#name;
  }

  get health(): AdapterHealth {
    const failure = this.#failure && {
      code: ChairsideError.from(this.#failure.error, 'ADAPTER_FAILED').code,
      since: this.#failure.since,
    };
    return { crashes: this.#crashes, lastCrashAt: this.#lastCrashAt, failure };
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What the adapter offered when it was first started. */
  get ports(): AdapterPorts {
    return portsOf(
      (call) => {
        const name = callName(call);
        return this.#calls.has(name) ? this.#caller(name) : undefined;
      },
      () => this.#close(),
    );
  }

  /** Tells the adapter that the service ends. */
  stop(): void {
    this.#process?.send({ type: 'stop' });
  }

  /** Ends the process, which is then started again. */
  restart(): void {
    this.#process?.kill();
  }

  #caller(call: string): PortMethod {
    return async (...args) => {
      const process = this.#process;
      if (process === undefined) throw this.#failure?.error ?? this.#crashed('closed');
      const signal = args.at(-1) as AbortSignal;
      const id = this.#nextId++;
      const cancel = (): void => process.send({ type: 'cancel', id });
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await new Promise((resolve, reject) => {
          this.#waiting.set(id, { resolve, reject });
          process.send({ type: 'call', id, call, args: args.slice(0, -1) });
          if (signal.aborted) cancel();
        });
      } finally {
        this.#waiting.delete(id);
        signal.removeEventListener('abort', cancel);
      }
    };
  }

  /** A process with the adapter started in it. */
  async #begin(): Promise<AdapterProcess> {
    const { order, memoryLimit, clock } = this.#options;
    let told: Waiting | undefined;
    const started = new Promise<unknown>((resolve, reject) => (told = { resolve, reject }));
    const process = AdapterProcess.start({ memoryLimit }, (message) => this.#take(message, told));
    // One that is closed while it starts again must not run on, and keep Chairside from ending.
    const end = (): void => process.kill();
    this.#closing.signal.addEventListener('abort', end, { once: true });
    process.send({ type: 'start', order });
    try {
      const ended = process.ended.then((how) => Promise.reject(this.#crashed(how)));
      await unlessLate(
        Promise.race([started, ended]),
        order.startWithin + SLACK,
        clock,
        () => new ChairsideError('ADAPTER_STUCK', { detail: `${this.#name}: create` }),
      );
    } catch (thrown) {
      process.kill();
      throw thrown;
    } finally {
      this.#closing.signal.removeEventListener('abort', end);
    }
    this.#process = process;
    return process;
  }

  /** Starts it again and again, for as long as the adapter is not closed. */
  async #keep(first: AdapterProcess): Promise<void> {
    const { clock, delay, logger, wake } = this.#options;
    let running: AdapterProcess | undefined = first;
    let begun = clock.now();
    for (let tries = 0; ; tries += 1) {
      if (running !== undefined) {
        const how = await running.ended;
        this.#gone(this.#crashed(how));
        if (this.#closing.signal.aborted) return;
        this.#crashes += 1;
        this.#lastCrashAt = clock.now();
        if (clock.now() - begun >= RAN_WELL) tries = 0;
        logger.error('The process of the adapter ended by itself', {
          code: 'ADAPTER_CRASHED',
          cause: how,
          count: this.#crashes,
        });
      }
      this.#options.onHealth();
      await clock.sleep(delay(tries), this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      begun = clock.now();
      running = await this.#begin().catch((thrown: unknown) => {
        this.#failure = { error: thrown as Error, since: this.#failure?.since ?? clock.now() };
        return undefined;
      });
      if (running === undefined) continue;
      this.#failure = undefined;
      logger.info('The process of the adapter runs again', { count: this.#crashes });
      this.#options.onHealth();
      wake();
    }
  }

  #gone(error: ChairsideError): void {
    this.#process = undefined;
    this.#failure = { error, since: this.#options.clock.now() };
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #take(message: FromAdapter, start: Waiting | undefined): void {
    switch (message.type) {
      case 'started':
        this.#name = message.name;
        if (this.#calls.size === 0) this.#calls = new Set(message.calls);
        return start?.resolve(undefined);
      case 'failed':
        return start?.reject(receivedError(message.error));
      case 'answer':
        return this.#waiting.get(message.id)?.resolve(message.value);
      case 'refusal':
        return this.#waiting.get(message.id)?.reject(receivedError(message.error));
      case 'wake':
        return this.#options.wake();
      case 'log':
        return this.#options.logger[message.level](message.message as LoggableText, message.fields);
      case 'ready':
      case 'options':
        return undefined;
    }
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    const process = this.#process;
    if (process === undefined) return;
    process.send({ type: 'close' });
    const { clock } = this.#options;
    await unlessLate(process.ended, ENDS_WITHIN, clock, () => new Error('left behind')).catch(() => process.kill());
  }

  #crashed(how: string): ChairsideError {
    return new ChairsideError('ADAPTER_CRASHED', { detail: `${this.#name}: ${how}` });
  }
}
