import {
  ChairsideError,
  PatientRef,
  RxKey,
  type AdapterPorts,
  type Finding,
  type RxTrigger,
  type WantedRx,
} from '@chairside/core';
import type { ChartFile, PracticeHands, ScanWish } from './kit/practice-hands.js';
import { patientOf, type SamplePerson } from './kit/sample-people.js';
import { MemoryAdapter } from './memory-adapter.js';
import { MemoryDirectory } from './memory-directory.js';
import { MemorySnapshotTrigger } from './memory-snapshot-trigger.js';
import { MemoryTrigger } from './memory-trigger.js';

const DIRECTORY = new MemoryDirectory([{ key: 'DrSample', name: 'Sample Doctor' }], [{ key: 'D2740', name: 'Crown' }]);

/** The practices of this process, by the name that their options hold. */
const PRACTICES = new Map<string, MemoryPractice>();

export function memoryPractice(name: string): MemoryPractice {
  const practice = PRACTICES.get(name);
  if (practice === undefined) throw new Error(`There is no practice ${name} in this process.`);
  return practice;
}

/** A made-up practice in memory, whose wishes are told as snapshots or as changes, and the hands of its people. */
export class MemoryPractice implements PracticeHands {
  static #count = 0;
  readonly options: { readonly practice: string };
  readonly adapter: MemoryAdapter<MemoryTrigger | MemorySnapshotTrigger>;
  #away = false;
  #said = 0;
  #wishes = 0;

  constructor(kind: 'snapshots' | 'changes') {
    MemoryPractice.#count += 1;
    this.options = { practice: `practice-${MemoryPractice.#count}` };
    this.adapter = new MemoryAdapter(kind === 'changes' ? new MemoryTrigger() : new MemorySnapshotTrigger(), DIRECTORY);
    PRACTICES.set(this.options.practice, this);
  }

  /** What an adapter on this practice offers. */
  ports(): AdapterPorts {
    const { patients, sink, status, directory } = this.adapter;
    return {
      rxTrigger: this.#reached<RxTrigger>(this.adapter.rxTrigger, 'DATABASE_UNREACHABLE'),
      patients: this.#reached(patients, 'DATABASE_UNREACHABLE'),
      sink: this.#reached(sink, 'CHART_UNREACHABLE'),
      status: this.#reached(status, 'RESULT_UNWRITABLE'),
      directory: this.#reached(directory, 'DATABASE_UNREACHABLE'),
      probe: async () => [this.#finding()],
      close: async () => undefined,
    };
  }

  async addPatients(people: readonly SamplePerson[]): Promise<readonly PatientRef[]> {
    return people.map((person) => {
      this.#said += 1;
      const ref = PatientRef(`P${this.#said}`);
      this.adapter.patients.put(patientOf(ref, person));
      return ref;
    });
  }

  async changePatient(ref: PatientRef, to: SamplePerson): Promise<void> {
    this.adapter.patients.put(patientOf(ref, to));
  }

  async removePatient(ref: PatientRef): Promise<void> {
    this.adapter.patients.remove(ref);
  }

  async wantScan(wish: ScanWish): Promise<RxKey> {
    this.#wishes += 1;
    const key = RxKey(`wish-${this.#wishes}`);
    this.#want(key, wish);
    return key;
  }

  async changeScan(key: RxKey, wish: ScanWish): Promise<void> {
    this.#want(key, wish);
  }

  async cancelScan(key: RxKey): Promise<void> {
    const { rxTrigger } = this.adapter;
    if (rxTrigger instanceof MemorySnapshotTrigger) rxTrigger.cancel(key);
    else rxTrigger.say({ id: this.#saying(), change: 'cancelled', key });
  }

  async finishVisit(key: RxKey): Promise<void> {
    const { rxTrigger } = this.adapter;
    if (rxTrigger instanceof MemorySnapshotTrigger) rxTrigger.finish(key);
  }

  async goAway(): Promise<void> {
    this.#away = true;
  }

  async comeBack(): Promise<void> {
    this.#away = false;
  }

  async chart(ref: PatientRef): Promise<readonly ChartFile[]> {
    return [...this.adapter.sink.chart.values()]
      .filter(({ path }) => path.startsWith(`${ref}/`))
      .map(({ path, sha256 }) => ({ name: path, sha256 }));
  }

  async deleteChartFile(_ref: PatientRef, _person: SamplePerson, name: string): Promise<void> {
    this.adapter.sink.lose(name);
  }

  async close(): Promise<void> {
    PRACTICES.delete(this.options.practice);
  }

  #want(key: RxKey, { patient, notes }: ScanWish): void {
    const { rxTrigger } = this.adapter;
    const rx: WantedRx = { key, patient, ...(notes !== undefined && { notes }) };
    if (rxTrigger instanceof MemorySnapshotTrigger) rxTrigger.want(rx);
    else rxTrigger.say({ id: this.#saying(), change: 'wanted', rx });
  }

  #saying(): string {
    this.#said += 1;
    return `saying-${this.#said}`;
  }

  #finding(): Finding {
    return this.#away
      ? { level: 'unreachable', subject: 'memory', text: 'The practice cannot be reached.' }
      : { level: 'ok', subject: 'memory', text: 'Everything is at hand.' };
  }

  /** A port whose every call ends with `code` while the practice cannot be reached. */
  #reached<Port extends object>(
    port: Port,
    code: 'DATABASE_UNREACHABLE' | 'CHART_UNREACHABLE' | 'RESULT_UNWRITABLE',
  ): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...given: readonly unknown[]): Promise<unknown> => {
          if (this.#away) throw new ChairsideError(code);
          return Reflect.apply(member, target, given) as unknown;
        };
      },
    });
  }
}
