import { resolve } from 'node:path';
import { ChairsideError, ClinicId, type AdapterDescriptor, type AdapterPorts } from '@chairside/core';
import { rxRules } from '../rx-rules.js';
import { readOptions, type OptionsQuestion } from '../../config/adapter-options.js';
import { SystemClock } from '../../log/system-clock.js';
import { createAgents } from '../../network/agents.js';
import { createAdapter } from '../create-adapter.js';
import { deepFreeze } from '../deep-freeze.js';
import { loadAdapter } from '../load-adapter.js';
import { callName, offered, PORT_CALLS, type PortMethod } from '@chairside/core/house';
import { SentLogger } from './sent-logger.js';
import { sentError, type AdapterModule, type FromAdapter, type StartOrder, type ToAdapter } from './messages.js';

/** The adapter's side of the channel: makes the adapter as it is told to, and passes calls on. */
export class HostedAdapter {
  readonly #send: (message: FromAdapter) => void;
  readonly #clock = new SystemClock();
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<number, AbortController>();
  readonly #methods = new Map<string, PortMethod>();
  #ports: AdapterPorts | undefined;

  constructor(send: (message: FromAdapter) => void) {
    this.#send = send;
  }

  /** Never rejects. */
  async take(message: ToAdapter): Promise<void> {
    switch (message.type) {
      case 'start':
        return await this.#orFail(() => this.#start(message.order));
      case 'options':
        return await this.#orFail(() => this.#readOptions(message.module, message.question as OptionsQuestion));
      case 'call':
        return await this.#call(message.id, message.call, message.args);
      case 'cancel':
        return this.#underWay.get(message.id)?.abort();
      case 'stop':
        return this.#stopping.abort();
      case 'close':
        return await this.#close();
    }
  }

  async #start(order: StartOrder): Promise<void> {
    const descriptor = await this.#load(order);
    const options: unknown = descriptor.options.parse(order.options);
    this.#ports = await createAdapter(
      descriptor,
      options,
      {
        clinic: ClinicId(order.clinic),
        logger: new SentLogger(this.#send),
        clock: this.#clock,
        rx: rxRules(order.rx),
        network: await createAgents(order.network),
        signal: this.#stopping.signal,
        resolvePath: (path) => resolve(order.baseDir, path),
        wake: () => this.#send({ type: 'wake' }),
      },
      order.startWithin,
    );
    for (const call of PORT_CALLS) {
      const method = offered(this.#ports, call);
      if (method !== undefined) this.#methods.set(callName(call), method);
    }
    this.#send({ type: 'started', name: descriptor.name, calls: [...this.#methods.keys()] });
  }

  async #readOptions(module: AdapterModule, question: OptionsQuestion): Promise<void> {
    const { options } = await this.#load(module);
    // What the schema made of them may be anything; it is made again where the adapter runs.
    this.#send({ type: 'options', answer: { ...readOptions(options, question), options: undefined } });
  }

  async #load({ use, address }: AdapterModule): Promise<AdapterDescriptor> {
    if (address !== undefined) return loadAdapter(use, address, this.#clock);
    const found = (await import('../built-in.js')).builtInAdapter(use);
    if (found === undefined) throw new ChairsideError('ADAPTER_NOT_FOUND', { detail: use });
    return found;
  }

  async #call(id: number, call: string, args: readonly unknown[]): Promise<void> {
    const cut = new AbortController();
    this.#underWay.set(id, cut);
    try {
      args.forEach(deepFreeze);
      const value = await this.#methods.get(call)?.(...args, cut.signal);
      this.#send({ type: 'answer', id, value });
    } catch (thrown) {
      this.#send({ type: 'refusal', id, error: sentError(thrown) });
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #close(): Promise<void> {
    this.#stopping.abort();
    try {
      await this.#ports?.close();
    } finally {
      process.exit(0);
    }
  }

  async #orFail(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#send({ type: 'failed', error: sentError(thrown) });
    }
  }
}
