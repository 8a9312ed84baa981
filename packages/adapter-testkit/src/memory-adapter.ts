import type { AdapterPorts, Finding, RxTrigger } from '@chairside/core';
import { MemoryDirectory } from './memory-directory.js';
import { MemoryPatients } from './memory-patients.js';
import { MemorySink } from './memory-sink.js';
import { MemoryStatus } from './memory-status.js';

/**
 * The reference adapter: every port, in memory, as its contract says. `Trigger` is MemoryTrigger, which speaks of each
 * change once, or MemorySnapshotTrigger, which says at each reading all that is wanted.
 */
export class MemoryAdapter<Trigger extends RxTrigger> implements AdapterPorts {
  readonly rxTrigger: Trigger;
  readonly patients = new MemoryPatients();
  readonly sink = new MemorySink();
  readonly status = new MemoryStatus();
  readonly directory: MemoryDirectory;
  #closed = false;

  constructor(rxTrigger: Trigger, directory = new MemoryDirectory()) {
    this.rxTrigger = rxTrigger;
    this.directory = directory;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async probe(_signal: AbortSignal): Promise<readonly Finding[]> {
    return [{ level: 'ok', subject: 'memory', text: 'Everything is at hand.' }];
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
