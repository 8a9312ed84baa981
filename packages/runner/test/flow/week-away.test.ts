import { MemorySnapshotTrigger, MemoryTrigger } from '@chairside/adapter-testkit';
import { ChairsideError, OrderId, RxKey } from '@chairside/core';
import type { WorkProgress } from '@chairside/core/house';
import { expect } from 'chai';
import { awayWhile } from './support/away.js';
import { FlowBench, never } from './support/flow-bench.js';
import { DAY, HOUR, MINUTE } from './support/sample-policy.js';
import { cancelled, samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const WEEK = 7 * DAY;
const FILED = OrderId('order-filed');
const WAITING = OrderId('order-waiting');

/** A clinic that can lose its network: cloud, chart and outbox, all at once. */
class Remote {
  readonly bench: FlowBench;
  away = false;
  /** Calls of the cloud that were made in vain. */
  calls = 0;

  constructor(bench: FlowBench) {
    this.bench = bench;
    this.start();
  }

  /** Also what a restart does. */
  start(): void {
    const { bench } = this;
    const { rxTrigger, patients, sink, status } = bench.adapter;
    const isAway = (): boolean => this.away;
    const unreachable = (): Error => new ChairsideError('CHART_UNREACHABLE');
    bench.build({
      service: awayWhile(bench.service, isAway, () => {
        this.calls += 1;
        return new ChairsideError('CLOUD_UNREACHABLE');
      }),
      adapter: {
        rxTrigger,
        patients,
        sink: awayWhile(sink, isAway, unreachable),
        status: awayWhile(status, isAway, () => new ChairsideError('RESULT_UNWRITABLE')),
        probe: async () => [],
        close: async () => undefined,
      },
    });
  }

  /** One look of every flow, as its lane has it: what fails is looked at again later. */
  async look(): Promise<void> {
    const { readTrigger, pushPatients, workRx, pollOrders, workScans, captures, tellStatus } = this.bench.flows;
    for (const work of [
      () => readTrigger.run(never),
      () => pushPatients?.read(never),
      () => pushPatients?.run(never),
      () => workRx.run(never),
      () => pollOrders.run(this.bench.pairing, never),
      () => captures.poll(never),
      () => workScans.run(never),
      () => captures.run(never),
      () => tellStatus.run(never),
    ])
      await work()?.catch((error: unknown) => {
        if (!ChairsideError.is(error) || error.class !== 'transient') throw error;
      });
  }

  async pass(span: number, step: number): Promise<void> {
    for (let passed = 0; passed < span; passed += step) {
      await this.bench.clock.advance(step);
      await this.look();
    }
  }
}

/** Everything of a clinic that is worked on. */
async function items({ ledger }: FlowBench): Promise<readonly (WorkProgress & { readonly state: string })[]> {
  const scans = await ledger.scans.list({});
  const captures = await Promise.all(scans.map(({ orderId }) => ledger.captures.list(orderId)));
  return [...(await ledger.rx.list({})), ...scans, ...captures.flat(), ...(await ledger.patients.list({}))];
}

describe('a week without network', () => {
  after(closeTestLedger);

  it('ends with everything done, nothing failed and no attempt counted, also over restarts', async () => {
    const bench = await FlowBench.with({
      trigger: new MemoryTrigger(),
      policy: { patients: { pushUpdates: true }, retry: { maxAttempts: 3 } },
    });
    const remote = new Remote(bench);
    for (const number of [1, 2, 3, 4, 5, 6]) bench.adapter.patients.put(samplePatient(number));
    bench.service.rxUpdatesPatients = true;
    bench.trigger.say(...['A', 'B', 'C'].map((key, index) => wanted(sampleRx(key, index + 1))));
    bench.service.addOrder({ orderId: FILED, patient: samplePatient(5) });
    await remote.look();
    // Known when it breaks, and not fetched yet: a capture, and a scan.
    bench.service.addCapture(FILED, 'c1');
    await bench.flows.captures.poll(never);
    bench.service.addOrder({ orderId: WAITING, patient: samplePatient(6) });
    await bench.flows.pollOrders.run(bench.pairing, never);

    remote.away = true;
    bench.trigger.say(wanted(sampleRx('D', 4)), cancelled('B'), wanted(sampleRx('C', 3, { notes: 'changed' })));
    bench.adapter.patients.put(samplePatient(1, { firstName: 'Changed' }));
    const scanned = bench.service.open.find(({ submission }) => submission.patient.chartNumber === '1001')!;
    await remote.pass(DAY, HOUR);
    bench.service.scan(scanned.rxId);
    await remote.pass(WEEK - DAY, 4 * HOUR);
    await bench.flows.recover.run();
    remote.start();
    await remote.look();
    const during = await items(bench);
    expect(during.map(({ attempts }) => attempts).filter((count) => count > 0)).to.deep.equal([]);
    expect(during.filter(({ state }) => ['failed', 'in-doubt', 'review'].includes(state))).to.deep.equal([]);
    const waiting = during.filter(({ dueAt }) => dueAt !== undefined && dueAt > bench.clock.now());
    for (const { dueAt = 0 } of waiting.filter(({ state }) => state !== 'submitted'))
      expect(dueAt - bench.clock.now()).to.be.at.most(30 * MINUTE);

    remote.away = false;
    await remote.pass(2 * HOUR, 10 * MINUTE);
    const states = Object.fromEntries(
      await Promise.all(['A', 'B', 'C', 'D'].map(async (key) => [key, await bench.rxStates(RxKey(key))] as const)),
    );
    expect(states).to.deep.equal({
      A: ['scanned'],
      B: ['withdrawn'],
      C: ['withdrawn', 'submitted'],
      D: ['submitted'],
    });
    expect(bench.service.rxs.size, 'none was sent twice').to.equal(5);
    expect((await bench.ledger.scans.list({})).map(({ state }) => state)).to.deep.equal(['filed', 'filed', 'filed']);
    expect((await bench.ledger.captures.list(FILED)).map(({ state }) => state)).to.deep.equal(['filed']);
    expect(bench.service.patients.map(({ firstName }) => firstName)).to.include('Changed');
    expect((await items(bench)).filter(({ state, attempts }) => state === 'failed' || attempts > 0)).to.deep.equal([]);
    expect(await bench.ledger.status.due(Number.MAX_SAFE_INTEGER, 100)).to.deep.equal([]);
    for (const [key, state] of [
      ['A', 'scanned'],
      ['B', 'withdrawn'],
      ['D', 'submitted'],
    ] as const)
      expect(bench.adapter.status.states(key).at(-1), key).to.equal(state);
  });

  it('asks the cloud ever more rarely, with waits that are capped and differ, and not more often for many items', async () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const bench = await FlowBench.with({ trigger: new MemoryTrigger(), random });
    const remote = new Remote(bench);
    bench.trigger.say(wanted(sampleRx('A', 1)));
    await bench.flows.readTrigger.run(never);
    remote.away = true;
    const waits: number[] = [];
    const until = bench.clock.now() + 2 * DAY;
    while (bench.clock.now() < until) {
      await bench.flows.workRx.run(never).catch(() => undefined);
      const wait = (await bench.rx(RxKey('A'))).dueAt! - bench.clock.now();
      waits.push(wait);
      await bench.clock.advance(wait);
    }
    for (const [tries, wait] of waits.entries()) {
      const full = Math.min(30 * MINUTE, 2_000 * 2 ** tries);
      expect(wait, `after ${tries + 1}`).to.be.within(0.75 * full, Math.min(30 * MINUTE, 1.25 * full));
    }
    expect(new Set(waits.slice(12)).size, 'two clinics do not ask at the same moment for ever').to.be.greaterThan(20);
    // 10 to get there, and then between two and three an hour.
    expect(remote.calls).to.equal(waits.length);
    expect(remote.calls).to.be.within(96, 12 + (48 * 60) / 22.5);

    remote.calls = 0;
    bench.trigger.say(...Array.from({ length: 20 }, (_, index) => wanted(sampleRx(`M${index}`, index + 2))));
    await bench.flows.readTrigger.run(never);
    await bench.flows.workRx.run(never).catch(() => undefined);
    expect(remote.calls, 'the first that fails ends the round').to.equal(1);
  });

  it('of a database that says nothing withdraws nothing, and then what it says', async () => {
    const bench = await FlowBench.with({ trigger: new MemorySnapshotTrigger() });
    for (const [index, key] of ['A', 'B'].entries()) bench.trigger.want(sampleRx(key, index + 1));
    await bench.untilQuiet();
    let away = true;
    const { sink } = bench.adapter;
    const rxTrigger = awayWhile(
      bench.trigger,
      () => away,
      () => new ChairsideError('DATABASE_UNREACHABLE'),
    );
    bench.build({ adapter: { rxTrigger, sink, probe: async () => [], close: async () => undefined } });
    bench.trigger.cancel(RxKey('A'));
    for (let passed = 0; passed < WEEK; passed += 12 * HOUR) {
      await bench.clock.advance(12 * HOUR);
      await bench.flows.readTrigger.run(never).catch(() => undefined);
      await bench.flows.workRx.run(never);
    }
    expect(bench.service.open).to.have.length(2);
    away = false;
    await bench.untilQuiet();
    expect([await bench.rxStates(RxKey('A')), await bench.rxStates(RxKey('B'))]).to.deep.equal([
      ['withdrawn'],
      ['submitted'],
    ]);
  });
});
