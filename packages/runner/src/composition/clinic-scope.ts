import { ChairsideError, type AdapterPorts, type ClinicId, type Logger } from '@chairside/core';
import type { ClinicLedger, PairingStore } from '@chairside/core/house';
import type { ClinicPolicy } from '@chairside/core/flow';
import type { Container } from 'inversify';
import { lastRestored } from '../ledger/restored.js';
import type { AdapterHealth } from '../adapters/isolated/isolated-adapter.js';
import { CLINIC, FLOW, HOUSE } from './tokens.js';
import type { WorkListener } from './work-listener.js';

/** What does not happen where an adapter lacks a port. */
const MISSING = {
  rxTrigger: 'The adapter asks for no scans, so no RX is put on the scanner.',
  sink: 'The adapter files no scans, so none is fetched.',
  patients: 'The adapter knows no patients, so scans that were started on the scanner wait in the review inbox.',
  changed: 'The adapter does not tell which patients changed, so no change is pushed to iTero by itself.',
  status: 'The adapter takes no status, so the practice software is told nothing.',
} as const;
type MissingSentence = (typeof MISSING)[keyof typeof MISSING];

/** The cursor that holds after which putting back of the ledger the source was asked to say again what it had said. */
const HEARD_CURSOR = 'heard-again';
/** Times of files may be those of another computer, milliseconds. */
const CLOCK_SKEW = 10 * 60 * 1000;

/** One clinic at work: its container, and what is asked for most. */
export class ClinicScope {
  readonly container: Container;
  /** Told of every commit and of every wake of the adapter. */
  readonly listener: WorkListener;
  /** Of an adapter with a process of its own; undefined for one without. */
  readonly adapterHealth: () => AdapterHealth | undefined;

  constructor(container: Container, listener: WorkListener, adapterHealth: () => AdapterHealth | undefined) {
    this.container = container;
    this.listener = listener;
    this.adapterHealth = adapterHealth;
  }

  get id(): ClinicId {
    return this.container.get(CLINIC.id);
  }
  get policy(): ClinicPolicy {
    return this.container.get(CLINIC.policy);
  }
  get logger(): Logger {
    return this.container.get(CLINIC.logger);
  }
  get ledger(): ClinicLedger {
    return this.container.get(CLINIC.ledger);
  }
  get adapter(): AdapterPorts {
    return this.container.get(CLINIC.adapter);
  }
  get pairings(): PairingStore {
    return this.container.get(HOUSE.pairings);
  }

  /** Resolves what the last run left in the middle, and removes staged files that nothing needs any more. */
  async recover(): Promise<void> {
    await this.#hearAgain();
    const jobs = await this.container.get(FLOW.recover).run();
    await this.container
      .get(CLINIC.staging)
      .sweep(jobs)
      .catch((thrown: unknown) => {
        // It is in nobody's way, and the next start tries again.
        const { code } = ChairsideError.from(thrown);
        this.logger.warn('What is left in staging could not be removed', { code });
      });
  }

  /** What a source says only once, and said since the copy from which the ledger was put back, is said to that one too. */
  async #hearAgain(): Promise<void> {
    const { rxTrigger } = this.adapter;
    const restored = await lastRestored(this.container.get(HOUSE.ledger));
    if (restored === undefined || (await this.ledger.cursor(HEARD_CURSOR)) === String(restored.at)) return;
    await rxTrigger?.sayAgain?.(restored.copyAt - CLOCK_SKEW, this.container.get(CLINIC.signal));
    await this.ledger.commit({ cursors: { [HEARD_CURSOR]: String(restored.at) } });
  }

  /** What will not happen because the adapter does not offer it, as sentences. */
  missing(): readonly MissingSentence[] {
    const { rxTrigger, patients, sink, status } = this.adapter;
    const ports = {
      rxTrigger,
      sink,
      patients,
      changed: this.policy.patients.pushUpdates ? patients?.changed : 'not asked for',
      status,
    } satisfies Record<keyof typeof MISSING, unknown>;
    const names = Object.keys(MISSING) as readonly (keyof typeof MISSING)[];
    return names.filter((name) => ports[name] === undefined).map((name) => MISSING[name]);
  }
}
