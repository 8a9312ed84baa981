import {
  ClinicId,
  type AdapterDescriptor,
  type AdapterPorts,
  type PatientRef,
  type RxKey,
  type RxReading,
  type WantedRx,
} from '@chairside/core';
import { isAbsolute, resolve } from 'node:path';
import { CaptureLogger } from '../capture-logger.js';
import { ContractBroken, must } from './broken.js';
import { checkedPorts } from './checked-ports.js';
import { KitClock } from './kit-clock.js';
import { KIT_RULES } from './kit-rules.js';
import { namedHands } from './named-hands.js';
import type { PracticeHands } from './practice-hands.js';
import { patientOf, type SamplePerson } from './sample-people.js';
import { ScanMaker } from './scan-maker.js';
import type { AdapterUnderTest } from './subject.js';

/** So often a reading is repeated until something appears, a second of the clock after another. */
const ROUNDS = 60;
const PATIENCE = 15_000;

/** A person whom the practice knows. */
export interface KnownPerson {
  readonly ref: PatientRef;
  readonly person: SamplePerson;
}

/** A practice with the adapter at work on it, as the service has it. */
export class Bench {
  readonly subject: AdapterUnderTest;
  readonly hands: PracticeHands;
  readonly clock = new KitClock();
  readonly logger = new CaptureLogger();
  readonly scans: ScanMaker;
  /** Of a caller who never stops. */
  readonly signal: AbortSignal = new AbortController().signal;
  /** Everybody whom a check added: none of them may stand in a log. */
  readonly people: KnownPerson[] = [];
  #stop = new AbortController();
  #ports: AdapterPorts | undefined;

  private constructor(subject: AdapterUnderTest, hands: PracticeHands, scans: ScanMaker) {
    this.subject = subject;
    this.hands = hands;
    this.scans = scans;
  }

  static async open(subject: AdapterUnderTest): Promise<Bench> {
    const hands = namedHands(await subject.practice());
    const bench = new Bench(subject, hands, await ScanMaker.open());
    await bench.restart();
    return bench;
  }

  get ports(): AdapterPorts {
    if (this.#ports === undefined) throw new Error('The adapter is not at work.');
    return this.#ports;
  }

  /** The adapter as after a start: what it remembers is what it wrote down. */
  async restart(): Promise<void> {
    await this.#end();
    this.#ports = await this.create();
  }

  /** One more of the adapter, on the same practice. */
  async create(signal: AbortSignal = this.#stop.signal): Promise<AdapterPorts> {
    const adapter = this.subject.adapter as AdapterDescriptor;
    const options = adapter.options.safeParse(this.hands.options);
    const refused = options.error?.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
    must(options.success, `it refuses the options of the practice for the tests: ${refused?.join('; ')}`);
    const ports = await adapter.create(options.data, {
      clinic: ClinicId('kit-clinic'),
      logger: this.logger,
      clock: this.clock,
      rx: KIT_RULES,
      signal,
      resolvePath: (path) => (isAbsolute(path) ? path : resolve(this.scans.folder, path)),
      wake: () => undefined,
    });
    return checkedPorts(ports);
  }

  async close(): Promise<void> {
    try {
      await this.#end();
    } finally {
      await this.hands.close();
      await this.scans.close();
    }
  }

  async know(...people: readonly SamplePerson[]): Promise<readonly KnownPerson[]> {
    const refs = await this.hands.addPatients(people);
    const known = people.map((person, index) => ({ person, ref: refs[index]! }));
    this.people.push(...known);
    return known;
  }

  patient({ ref, person }: KnownPerson) {
    return patientOf(ref, person);
  }

  /** The practice wants a scan of somebody. */
  want({ ref, person }: KnownPerson, notes?: string): Promise<RxKey> {
    return this.hands.wantScan!({ patient: ref, person, notes });
  }

  read(cursor?: string): Promise<RxReading> {
    return this.ports.rxTrigger!.read(cursor, this.signal);
  }

  /** Reads until a reading holds what is looked for; time passes meanwhile. */
  async readUntil<T>(find: (reading: RxReading) => T | undefined, mistake: string, cursor?: string): Promise<T> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const found = find(await this.read(cursor));
      if (found !== undefined) return found;
      this.clock.pass(1_000);
    }
    throw new ContractBroken(mistake);
  }

  /** Reads often enough for whatever may come to have come. */
  async readOften(): Promise<readonly RxReading[]> {
    const readings: RxReading[] = [];
    for (let round = 0; round < 5; round += 1) {
      readings.push(await this.read());
      this.clock.pass(5_000);
    }
    return readings;
  }

  readWanted(key: RxKey): Promise<WantedRx> {
    return this.readUntil(
      (reading) => wantedIn(reading).find((rx) => rx.key === key),
      `a scan that the practice wants is not read, or under another key than ${key}`,
    );
  }

  /** What a call throws; `mistake` where it answers instead. */
  async thrownBy(call: Promise<unknown>, mistake: string): Promise<unknown> {
    let answered = false;
    const thrown = await call.then(
      () => {
        answered = true;
      },
      (error: unknown) => error,
    );
    must(!answered, mistake);
    if (thrown instanceof ContractBroken) throw thrown;
    return thrown;
  }

  /** Makes a call whose signal is aborted already, and waits for its end, whatever that is. */
  async stopped(name: string, call: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deaf = new Promise<'deaf'>((end) => {
      timer = setTimeout(end, this.subject.patience ?? PATIENCE, 'deaf');
    });
    const ended = call(AbortSignal.abort()).then(
      () => 'ended',
      () => 'ended',
    );
    const first = await Promise.race([ended, deaf]);
    clearTimeout(timer);
    must(first === 'ended', `${name} goes on though its signal is aborted: pass the signal on to what it waits for`);
  }

  async #end(): Promise<void> {
    this.#stop.abort();
    await this.#ports?.close();
    this.#ports = undefined;
    this.#stop = new AbortController();
  }
}

export function wantedIn(reading: RxReading): readonly WantedRx[] {
  if (reading.kind === 'snapshot') return reading.wanted;
  return reading.changes.flatMap((change) => (change.change === 'wanted' ? [change.rx] : []));
}
