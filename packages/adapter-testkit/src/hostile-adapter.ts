import type { AdapterPorts, Directory, Finding, PatientSource, RxTrigger, ScanSink, StatusSink } from '@chairside/core';
import { Script } from './script.js';

/** The calls of an adapter that a script may spoil. */
export type HostileCall =
  | 'rxTrigger.read'
  | 'rxTrigger.acknowledge'
  | 'rxTrigger.confirm'
  | 'patients.byRef'
  | 'patients.search'
  | 'sink.deliver'
  | 'sink.holds'
  | 'sink.settle'
  | 'sink.withdraw'
  | 'status.tell'
  | 'directory.providers'
  | 'directory.procedures';

/** Another adapter behind a script: it fails, stalls, repeats and reorders as told, and is that adapter otherwise. */
export class HostileAdapter implements AdapterPorts {
  readonly script = new Script<HostileCall>();
  readonly rxTrigger: RxTrigger | undefined;
  readonly patients: PatientSource | undefined;
  readonly sink: ScanSink | undefined;
  readonly status: StatusSink | undefined;
  readonly directory: Directory | undefined;
  readonly #inner: AdapterPorts;

  constructor(inner: AdapterPorts) {
    const { rxTrigger, patients, sink, status, directory } = inner;
    this.#inner = inner;
    this.rxTrigger = rxTrigger && this.#trigger(rxTrigger);
    this.patients = patients && {
      byRef: (ref, signal) => this.script.play('patients.byRef', signal, () => patients.byRef(ref, signal)),
      search: (scanned, signal) => this.script.play('patients.search', signal, () => patients.search(scanned, signal)),
    };
    this.sink = sink && this.#sink(sink);
    this.status = status && {
      tell: (update, signal) => this.script.play('status.tell', signal, () => status.tell(update, signal)),
    };
    this.directory = directory && {
      providers: (signal) => this.script.play('directory.providers', signal, () => directory.providers(signal)),
      procedures: (signal) => this.script.play('directory.procedures', signal, () => directory.procedures(signal)),
    };
  }

  probe(signal: AbortSignal): Promise<readonly Finding[]> {
    return this.#inner.probe(signal);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #sink(sink: ScanSink): ScanSink {
    const settle = sink.settle?.bind(sink);
    const withdraw = sink.withdraw?.bind(sink);
    return {
      deliver: (delivery, signal) => this.script.play('sink.deliver', signal, () => sink.deliver(delivery, signal)),
      holds: (receipt, signal) => this.script.play('sink.holds', signal, () => sink.holds(receipt, signal)),
      ...(settle && {
        settle: (receipt, signal) => this.script.play('sink.settle', signal, () => settle(receipt, signal)),
      }),
      ...(withdraw && {
        withdraw: (receipt, signal) => this.script.play('sink.withdraw', signal, () => withdraw(receipt, signal)),
      }),
    };
  }

  #trigger(trigger: RxTrigger): RxTrigger {
    const acknowledge = trigger.acknowledge?.bind(trigger);
    const confirm = trigger.confirm?.bind(trigger);
    return {
      read: (cursor, signal) => this.script.play('rxTrigger.read', signal, () => trigger.read(cursor, signal)),
      ...(acknowledge && {
        acknowledge: (outcomes, signal) =>
          this.script.play('rxTrigger.acknowledge', signal, () => acknowledge(outcomes, signal)),
      }),
      ...(confirm && {
        confirm: (keys, signal) => this.script.play('rxTrigger.confirm', signal, () => confirm(keys, signal)),
      }),
    };
  }
}
