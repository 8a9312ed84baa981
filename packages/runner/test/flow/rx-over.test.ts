import { MemorySnapshotTrigger } from '@chairside/adapter-testkit';
import { RxKey } from '@chairside/core';
import { expect } from 'chai';
import { failure } from './support/failure.js';
import { FlowBench, never } from './support/flow-bench.js';
import { benchWithRx } from './support/one-rx.js';
import { DAY, HOUR, MINUTE } from './support/sample-policy.js';
import { sampleRx, seedRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const KEY = RxKey('A');
type Book = FlowBench<MemorySnapshotTrigger>;

async function bookWith(...wished: readonly Parameters<typeof sampleRx>[]): Promise<Book> {
  const bench = await FlowBench.with({ trigger: new MemorySnapshotTrigger() });
  for (const each of wished) bench.trigger.want(sampleRx(...each));
  return bench;
}

/** Rounds, an hour apart, for so many days. */
async function days(bench: FlowBench | Book, count: number): Promise<void> {
  for (let hour = 0; hour < count * 24; hour += 1) {
    await bench.clock.advance(HOUR);
    await bench.flows.readTrigger.run(never);
    await bench.flows.workRx.run(never).catch(() => undefined);
  }
}

const problemOf = async (bench: FlowBench | Book): Promise<string | undefined> => (await bench.rx(KEY)).problem?.code;

describe('an RX that is over and brought no order', () => {
  after(closeTestLedger);

  it('is shown 14 days after its visit, not before, and not while the visit is to come', async () => {
    const bench = await bookWith(['A']);
    await bench.round();
    await days(bench, 20);
    expect(await problemOf(bench), 'still in the book').to.equal(undefined);
    bench.trigger.finish(KEY);
    await days(bench, 13);
    expect(await problemOf(bench)).to.equal(undefined);
    await bench.restart();
    await days(bench, 2);
    expect([(await bench.rx(KEY)).state, (await bench.rx(KEY)).dueAt]).to.deep.equal(['submitted', undefined]);
    expect(await problemOf(bench)).to.equal('RX_NEVER_SCANNED');
    await bench.flows.tellStatus.run(never);
    expect(bench.adapter.status.told.at(-1)).to.deep.include({ state: 'submitted' });
    expect(bench.adapter.status.told.at(-1)?.problem?.code).to.equal('RX_NEVER_SCANNED');
  });

  it('is shown 14 days after it was sent where the source knows no visits', async () => {
    const bench = await benchWithRx();
    await bench.round();
    await days(bench, 13);
    expect(await problemOf(bench)).to.equal(undefined);
    await days(bench, 2);
    expect(await problemOf(bench)).to.equal('RX_NEVER_SCANNED');
  });

  it('is settled by its order all the same, by a person who takes it away, and by one who lets it rest', async () => {
    for (const [act, state] of [
      [(bench: FlowBench) => bench.service.scan(bench.service.open[0]!.rxId), 'scanned'],
      [(bench: FlowBench) => bench.rxDesk.withdraw(KEY), 'withdrawn'],
      [(bench: FlowBench) => bench.rxDesk.dismiss(KEY), 'dismissed'],
    ] as const) {
      const bench = await benchWithRx();
      await bench.round();
      await days(bench, 15);
      await act(bench);
      await bench.untilQuiet();
      expect([(await bench.rx(KEY)).state, await problemOf(bench)]).to.deep.equal([state, undefined]);
    }
  });

  it('is no longer shown when its visit is in the book again', async () => {
    const bench = await bookWith(['A']);
    await bench.round();
    bench.trigger.finish(KEY);
    await days(bench, 15);
    bench.trigger.want(sampleRx('A'));
    await bench.round();
    const { state, overSince } = await bench.rx(KEY);
    expect([state, overSince, await problemOf(bench)]).to.deep.equal(['submitted', undefined, undefined]);
    await days(bench, 15);
    expect(await problemOf(bench)).to.equal(undefined);
  });

  it('is asked about ever more rarely, and withdrawn within a day when its visit is broken after all', async () => {
    const bench = await bookWith(['A']);
    await bench.round();
    bench.trigger.finish(KEY);
    let asked = 0;
    const confirm = bench.trigger.confirm.bind(bench.trigger);
    bench.trigger.confirm = (keys, signal) => {
      asked += keys.length;
      return confirm(keys, signal);
    };
    const askedIn = async (span: number): Promise<number> => {
      const before = asked;
      for (let passed = 0; passed < span; passed += 5 * MINUTE) {
        await bench.clock.advance(5 * MINUTE);
        await bench.flows.readTrigger.run(never);
      }
      return asked - before;
    };
    expect(await askedIn(HOUR)).to.be.within(3, 5);
    await askedIn(4 * DAY);
    expect(await askedIn(3 * DAY)).to.equal(3);
    bench.trigger.cancel(KEY);
    await days(bench, 1);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
  });
});

describe('an RX that could not be sent before its visit was over', () => {
  after(closeTestLedger);

  /** The cloud is away while the practice wants it. */
  async function unsent(): Promise<Book> {
    const bench = await bookWith(['A']);
    bench.service.script.add('submit', failure('CLOUD_UNREACHABLE'));
    await bench.round();
    expect((await bench.rx(KEY)).state).to.equal('wanted');
    return bench;
  }

  it('is not put on the scanner, after a restart neither, and is shown', async () => {
    const bench = await unsent();
    bench.trigger.finish(KEY);
    await bench.flows.readTrigger.run(never);
    await bench.restart();
    await days(bench, 2);
    expect(bench.service.rxs.size).to.equal(0);
    expect([(await bench.rx(KEY)).state, (await bench.rx(KEY)).dueAt]).to.deep.equal(['wanted', undefined]);
    expect((await bench.rx(KEY)).problem).to.deep.include({ code: 'RX_VISIT_OVER', class: 'needs-person' });
    expect((await bench.rx(KEY)).problem?.text).to.match(/\(CLOUD_UNREACHABLE\)$/);
    await bench.rxDesk.dismiss(KEY);
    await days(bench, 1);
    expect(await bench.rxStates(KEY)).to.deep.equal(['dismissed']);
  });

  it('is sent when a person says so', async () => {
    const bench = await unsent();
    bench.trigger.finish(KEY);
    await bench.flows.readTrigger.run(never);
    await bench.rxDesk.resend(KEY);
    bench.service.script.add('submit', failure('CLOUD_UNREACHABLE'));
    await days(bench, 1);
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
  });

  it('is sent while the patient is in the chair, and when the visit is moved', async () => {
    const chair = await unsent();
    chair.trigger.begin(sampleRx('A'));
    await chair.untilQuiet();
    expect(await chair.rxStates(KEY)).to.deep.equal(['submitted']);
    const moved = await unsent();
    moved.trigger.finish(KEY);
    await moved.flows.readTrigger.run(never);
    moved.trigger.want(sampleRx('A'));
    await moved.untilQuiet();
    expect(await moved.rxStates(KEY)).to.deep.equal(['submitted']);
  });

  it('is not sent when the earlier content of it is off the scanner', async () => {
    const bench = await bookWith();
    await seedRx(bench.ledger, 'withdrawing', sampleRx('A'), { dueAt: bench.clock.now() + HOUR });
    await seedRx(bench.ledger, 'wanted', sampleRx('A', 1, { notes: 'changed' }), { generation: 2 });
    bench.trigger.finish(KEY);
    await days(bench, 1);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'wanted']);
    expect(await problemOf(bench)).to.equal('RX_VISIT_OVER');
    expect(bench.service.rxs.size).to.equal(0);
  });

  it('says so also of a proposal, which a person may approve all the same', async () => {
    const bench = await bookWith(['A', 1, { proposal: true }]);
    await bench.round();
    bench.trigger.finish(KEY);
    await bench.round();
    expect([(await bench.rx(KEY)).state, await problemOf(bench)]).to.deep.equal(['proposed', 'RX_VISIT_OVER']);
    await bench.rxDesk.approve(KEY, {});
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
  });

  it('is sent late where the source knows no visits', async () => {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(sampleRx('A')));
    bench.service.script.add('submit', failure('CLOUD_UNREACHABLE'));
    await bench.round();
    await days(bench, 3);
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
  });
});
