import type { AdapterPorts } from '@chairside/core';
import type { ClinicLedger, ScanService, ScanStaging } from '@chairside/core/house';
import type { FlowParts } from './flow-bench.js';

/** What a process leaves behind that ends at one of its calls: from then on it can do nothing at all. */
export class CrashPoint {
  readonly #at: number;
  readonly #after: boolean;
  #calls = 0;
  #dead = false;

  /** Ends at the call of that number, counted from 1; `after` its effect, or before. */
  constructor(at: number, after: boolean) {
    this.#at = at;
    this.#after = after;
  }

  get calls(): number {
    return this.#calls;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** The same parts; each of their calls that has an effect may be the last one. */
  around({ ledger, service, staging, adapter }: FlowParts): FlowParts {
    return {
      ledger: this.#ledger(ledger),
      service: this.#service(service),
      staging: this.#staging(staging),
      adapter: this.#adapter(adapter),
    };
  }

  async #pass<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.#dead) throw new Error('The process has ended.');
    this.#calls += 1;
    if (this.#calls !== this.#at) return await work();
    if (this.#after) await work();
    this.#dead = true;
    throw new Error('The process ends.');
  }

  #ledger(ledger: ClinicLedger): ClinicLedger {
    return {
      clinic: ledger.clinic,
      rx: ledger.rx,
      scans: ledger.scans,
      captures: ledger.captures,
      patients: ledger.patients,
      status: {
        due: (...args) => ledger.status.due(...args),
        done: (...args) => this.#pass(() => ledger.status.done(...args)),
        postpone: (...args) => this.#pass(() => ledger.status.postpone(...args)),
        cutOff: (...args) => this.#pass(() => ledger.status.cutOff(...args)),
        offerAgain: (...args) => this.#pass(() => ledger.status.offerAgain(...args)),
        held: (...args) => ledger.status.held(...args),
        get: (...args) => ledger.status.get(...args),
      },
      commit: (...args) => this.#pass(() => ledger.commit(...args)),
      seen: (...args) => ledger.seen(...args),
      cursor: (...args) => ledger.cursor(...args),
      nextDueAt: (...args) => ledger.nextDueAt(...args),
      audit: (...args) => ledger.audit(...args),
      correctTimes: (...args) => ledger.correctTimes(...args),
    };
  }

  #service(service: ScanService): ScanService {
    return {
      practice: (...args) => service.practice(...args),
      submit: (...args) => this.#pass(() => service.submit(...args)),
      withdraw: (...args) => this.#pass(() => service.withdraw(...args)),
      orders: (...args) => service.orders(...args),
      orderByRx: (...args) => this.#pass(() => service.orderByRx(...args)),
      openAsset: (...args) => this.#pass(() => service.openAsset(...args)),
      captures: (...args) => service.captures(...args),
      openCapture: (...args) => this.#pass(() => service.openCapture(...args)),
      similarPatients: (...args) => this.#pass(() => service.similarPatients(...args)),
      searchPatients: (...args) => service.searchPatients(...args),
      updatePatient: (...args) => this.#pass(() => service.updatePatient(...args)),
      updatePatientById: (...args) => this.#pass(() => service.updatePatientById(...args)),
    };
  }

  #staging(staging: ScanStaging): ScanStaging {
    return {
      fetchScan: (...args) => this.#pass(() => staging.fetchScan(...args)),
      fetchPicture: (...args) => this.#pass(() => staging.fetchPicture(...args)),
      holds: (...args) => staging.holds(...args),
      discard: (...args) => this.#pass(() => staging.discard(...args)),
      sweep: (...args) => this.#pass(() => staging.sweep(...args)),
    };
  }

  #adapter(adapter: AdapterPorts): AdapterPorts {
    const { rxTrigger, patients, sink, status } = adapter;
    return {
      rxTrigger: rxTrigger && {
        read: (...args) => rxTrigger.read(...args),
        acknowledge: (...args) => this.#pass(async () => await rxTrigger.acknowledge?.(...args)),
      },
      patients,
      sink: sink && {
        deliver: (...args) => this.#pass(() => sink.deliver(...args)),
        holds: (...args) => sink.holds(...args),
      },
      status: status && { tell: (...args) => this.#pass(() => status.tell(...args)) },
      probe: (signal) => adapter.probe(signal),
      close: () => adapter.close(),
    };
  }
}
