import { join } from 'node:path';
import {
  CaptureLogger,
  FakeClock,
  FakeScanService,
  FakeStaging,
  MemoryAdapter,
  MemoryFiledBook,
  MemorySentBook,
  MemoryTrigger,
} from '@chairside/adapter-testkit';
import {
  ChairsideError,
  type AdapterPorts,
  type OrderId,
  type PatientRef,
  type RxKey,
  type RxTrigger,
} from '@chairside/core';
import {
  WORK_KINDS,
  type ClinicLedger,
  type PatientRecord,
  type RxRecord,
  type ScanRecord,
  type ScanService,
  type ScanStaging,
} from '@chairside/core/house';
import {
  Captures,
  FetchScan,
  FileScan,
  JudgeScan,
  MatchAgain,
  MatchScan,
  PollOrders,
  PrepareRx,
  PushPatients,
  ReadTrigger,
  Recover,
  Retry,
  RxDesk,
  ScanDesk,
  TakeBack,
  TakeNotification,
  TellStatus,
  WorkRx,
  WorkScans,
  type ClinicPolicy,
} from '@chairside/core/flow';
import { samplePolicy, type PolicyChanges } from './sample-policy.js';
import { freshClinic, temporaryFolder } from './test-ledger.js';

export const never: AbortSignal = new AbortController().signal;
const HOUR = 60 * 60 * 1000;

/** What the flows are built from; a test may put something else in any place. */
export interface FlowParts {
  readonly ledger: ClinicLedger;
  readonly service: ScanService;
  readonly staging: ScanStaging;
  readonly adapter: AdapterPorts;
}

export interface BenchOptions<Trigger extends RxTrigger> {
  readonly trigger: Trigger;
  readonly policy?: PolicyChanges;
  /** What waits are jittered by; each is as long as its rule says if left out. */
  readonly random?: () => number;
}

/** One clinic with real flows over the real ledger, and everything around it made up. */
export class FlowBench<Trigger extends RxTrigger = MemoryTrigger> {
  readonly clock = new FakeClock();
  readonly logger = new CaptureLogger();
  readonly service = new FakeScanService(this.clock);
  readonly adapter: MemoryAdapter<Trigger>;
  readonly policy: ClinicPolicy;
  readonly ledger: ClinicLedger;
  readonly random: () => number;
  readonly sent = new MemorySentBook();
  readonly filed = new MemoryFiledBook();
  readonly staging: FakeStaging;
  readonly pairing = { pairedAt: this.clock.now(), firstPairedAt: this.clock.now() };
  readonly rxDesk: RxDesk;
  readonly scanDesk: ScanDesk;
  #flows: Flows;

  private constructor(ledger: ClinicLedger, folder: string, options: BenchOptions<Trigger>) {
    this.ledger = ledger;
    this.adapter = new MemoryAdapter(options.trigger);
    this.policy = samplePolicy(options.policy);
    this.random = options.random ?? (() => 0.5);
    this.staging = new FakeStaging(join(folder, 'staging', ledger.clinic));
    this.rxDesk = new RxDesk(ledger, this.clock, 'somebody');
    this.scanDesk = new ScanDesk(ledger, this.clock, 'somebody');
    this.#flows = this.build();
  }

  static open(policy?: PolicyChanges): Promise<FlowBench> {
    return FlowBench.with({ trigger: new MemoryTrigger(), ...(policy && { policy }) });
  }

  static async with<Trigger extends RxTrigger>(options: BenchOptions<Trigger>): Promise<FlowBench<Trigger>> {
    return new FlowBench(await freshClinic(), await temporaryFolder(), options);
  }

  get flows(): Flows {
    return this.#flows;
  }

  get trigger(): Trigger {
    return this.adapter.rxTrigger;
  }

  /** The flows, anew: nothing they remembered is left. */
  build(parts: Partial<FlowParts> = {}): Flows {
    this.#flows = buildFlows(this, {
      ledger: this.ledger,
      service: this.service,
      staging: this.staging,
      adapter: this.adapter,
      ...parts,
    });
    return this.#flows;
  }

  /** A stop and a start. */
  async restart(parts: Partial<FlowParts> = {}): Promise<void> {
    const { recover } = this.build(parts);
    const keep = await recover.run();
    await this.staging.sweep(keep);
  }

  /** One look of every flow. */
  async round(signal: AbortSignal = never): Promise<void> {
    const { readTrigger, pushPatients, workRx, pollOrders, matchAgain, workScans, captures, tellStatus } = this.#flows;
    while ((await readTrigger.run(signal)).more) continue;
    await pushPatients?.read(signal);
    await pushPatients?.run(signal).catch(outOfReach);
    await workRx.run(signal).catch(outOfReach);
    await pollOrders.run(this.pairing, signal);
    await matchAgain.run(signal).catch(outOfReach);
    await workScans.run(signal).catch(outOfReach);
    await captures.poll(signal);
    await captures.run(signal).catch(outOfReach);
    await tellStatus.run(signal).catch(outOfReach);
  }

  /** Rounds until nothing is due within `patience` milliseconds. */
  async untilQuiet(patience = 4 * HOUR): Promise<void> {
    const until = this.clock.now() + patience;
    for (;;) {
      await this.round();
      const next = await this.nextDueAt();
      if (next === undefined || next > until) return;
      await this.clock.advance(Math.max(1, next - this.clock.now()));
    }
  }

  async nextDueAt(): Promise<number | undefined> {
    const times = await Promise.all(WORK_KINDS.map((kind) => this.ledger.nextDueAt(kind)));
    const earliest = Math.min(...times.map((time) => time ?? Infinity));
    return earliest === Infinity ? undefined : earliest;
  }

  async rx(key: RxKey): Promise<RxRecord> {
    const record = await this.ledger.rx.get(key);
    if (record === undefined) throw new Error(`There is no RX ${key}.`);
    return record;
  }

  /** The states of all generations of an RX, oldest first. */
  async rxStates(key: RxKey): Promise<readonly string[]> {
    return (await this.ledger.rx.generations(key)).map(({ state }) => state);
  }

  async patient(ref: PatientRef): Promise<PatientRecord> {
    const record = await this.ledger.patients.get(ref);
    if (record === undefined) throw new Error(`There is no patient ${ref}.`);
    return record;
  }

  async scan(orderId: OrderId): Promise<ScanRecord> {
    const record = await this.ledger.scans.get(orderId);
    if (record === undefined) throw new Error(`There is no scan ${orderId}.`);
    return record;
  }
}

export type Flows = ReturnType<typeof buildFlows>;

function buildFlows(bench: FlowBench<RxTrigger>, { ledger, service, staging, adapter }: FlowParts) {
  const { clock, logger, policy } = bench;
  const { patients } = adapter;
  if (adapter.rxTrigger === undefined || adapter.sink === undefined)
    throw new Error('The bench needs a trigger and a sink.');
  const retry = new Retry(policy.retry, bench.random);
  const judge = new JudgeScan(new MatchScan(patients, ledger, clock), ledger, bench.filed, clock);
  const fetch = new FetchScan(service, staging, policy, clock, () => undefined);
  const file = new FileScan(adapter.sink, staging, ledger, bench.filed, clock, logger);
  const takeBack = new TakeBack(adapter.sink, ledger, bench.filed, retry, clock, logger);
  const readTrigger = new ReadTrigger(adapter.rxTrigger, ledger, policy, clock);
  return {
    readTrigger,
    workRx: new WorkRx(
      service,
      new PrepareRx(patients, policy),
      readTrigger.book,
      ledger,
      bench.sent,
      policy,
      retry,
      clock,
      logger,
    ),
    pollOrders: new PollOrders(service, ledger, policy, clock, logger),
    matchAgain: new MatchAgain(judge, ledger, clock, logger),
    workScans: new WorkScans(judge, fetch, file, takeBack, ledger, retry, clock, logger),
    captures: new Captures(service, staging, adapter.sink, ledger, retry, clock, logger),
    pushPatients: policy.patients.pushUpdates
      ? new PushPatients(service, patients, ledger, policy, retry, clock, logger)
      : undefined,
    tellStatus: new TellStatus(adapter.status, ledger, retry, clock, logger),
    recover: new Recover(ledger, policy, clock, logger),
    notification: new TakeNotification(ledger, clock),
  };
}

/** A round that ended because something cannot be reached is no failure of a test: the next one goes on. */
function outOfReach(error: unknown): void {
  if (!ChairsideError.is(error) || error.class !== 'transient') throw error;
}
