import { MemorySnapshotTrigger } from '@chairside/adapter-testkit';
import { ChairsideError, RxKey } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { sampleRx, seedRx } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const KEYS = ['A', 'B', 'C', 'D', 'E'].map(RxKey);

async function benchWith(count: number, maxWithdrawalsPerRound = 20) {
  const bench = await FlowBench.with({
    trigger: new MemorySnapshotTrigger(),
    policy: { rx: { maxWithdrawalsPerRound } },
  });
  for (const [index, key] of KEYS.slice(0, count).entries()) bench.trigger.want(sampleRx(key, index + 1));
  await bench.untilQuiet();
  return bench;
}

async function states(bench: FlowBench<MemorySnapshotTrigger>): Promise<string> {
  const all = await Promise.all(KEYS.map((key) => bench.ledger.rx.get(key)));
  return all.flatMap((record) => (record === undefined ? [] : [record.state])).join(' ');
}

describe('a snapshot of what is wanted', () => {
  after(closeTestLedger);

  it('withdraws only what is confirmed as cancelled', async () => {
    const bench = await benchWith(4);
    bench.trigger.finish(KEYS[0]!);
    bench.trigger.cancel(KEYS[1]!);
    bench.trigger.hide(KEYS[2]!);
    await bench.untilQuiet();
    expect(await states(bench)).to.equal('submitted withdrawn submitted submitted');
    expect(bench.service.open).to.have.length(3);
  });

  it('leaves the RX of a visit that has begun as it is, and takes one that is new', async () => {
    const bench = await benchWith(1);
    bench.trigger.begin(sampleRx('A', 1, { notes: 'changed in the chair' }));
    bench.trigger.begin(sampleRx('B', 2));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEYS[0]!)).to.deep.equal(['submitted']);
    expect((await bench.rx(KEYS[0]!)).wanted).to.deep.equal(sampleRx('A', 1));
    expect(await bench.rxStates(KEYS[1]!)).to.deep.equal(['submitted']);
  });

  it('withdraws nothing when it is empty and nothing is confirmed, or when reading or confirming fails', async () => {
    const bench = await benchWith(3);
    for (const key of KEYS) bench.trigger.hide(key);
    await bench.untilQuiet();
    const failing = { read: () => Promise.reject(new ChairsideError('INBOX_UNREACHABLE')) };
    const halfFailing = {
      ...failing,
      read: async () => ({ kind: 'snapshot' as const, wanted: [] }),
      confirm: failing.read,
    };
    const unable = { read: halfFailing.read };
    for (const rxTrigger of [failing, halfFailing, unable]) {
      bench.build({
        adapter: { sink: bench.adapter.sink, rxTrigger, probe: async () => [], close: async () => undefined },
      });
      await bench.flows.readTrigger
        .run(never)
        .catch((error: unknown) => expect(ChairsideError.is(error)).to.equal(true));
      await bench.flows.workRx.run(never);
      expect(await states(bench)).to.equal('submitted submitted submitted');
    }
  });

  it('withdraws no more than allowed, however many rounds go by, and leaves the rest to a person', async () => {
    const bench = await benchWith(5, 2);
    for (const key of KEYS) bench.trigger.cancel(key);
    for (let round = 0; round < 3; round += 1) await bench.untilQuiet();
    expect(bench.service.open).to.have.length(3);
    const held = (await bench.ledger.rx.list({ states: ['submitted'] })).map(({ key, problem }) => [
      key,
      problem?.code,
    ]);
    expect(held.map(([, code]) => code)).to.deep.equal(Array.from({ length: 3 }, () => 'RX_TOO_MANY_WITHDRAWALS'));
    const back = held[0]![0] as RxKey;
    bench.trigger.want(sampleRx(back, KEYS.indexOf(back) + 1));
    for (const [key] of held.slice(1)) await bench.rxDesk.withdraw(key as RxKey);
    await bench.untilQuiet();
    expect(bench.service.open).to.have.length(1);
    expect((await bench.rx(back)).problem).to.equal(undefined);
  });

  it('sends nothing that is to be withdrawn beyond the cap', async () => {
    const bench = await benchWith(0, 0);
    await seedRx(bench.ledger, 'wanted', sampleRx('A'), { dueAt: bench.clock.now() });
    bench.trigger.cancel(KEYS[0]!);
    await bench.untilQuiet();
    await bench.restart();
    await bench.untilQuiet();
    expect(bench.service.rxs.size).to.equal(0);
    bench.trigger.want(sampleRx('A'));
    await bench.untilQuiet();
    expect(bench.service.open).to.have.length(1);
  });

  it('lets what is in doubt use up no withdrawal', async () => {
    const bench = await benchWith(1, 1);
    for (const [index, key] of KEYS.slice(1, 4).entries()) {
      await seedRx(bench.ledger, 'in-doubt', sampleRx(key, index + 2));
      bench.trigger.cancel(key);
    }
    await bench.untilQuiet();
    bench.trigger.cancel(KEYS[0]!);
    await bench.untilQuiet();
    expect(await states(bench)).to.equal('withdrawn in-doubt in-doubt in-doubt');
    for (const key of KEYS.slice(1, 4)) expect(await bench.rx(key)).to.deep.include({ cancelled: true });
  });

  describe('asks about what is missing', () => {
    /** The keys of each question, as they are asked. */
    function questions(bench: FlowBench<MemorySnapshotTrigger>): readonly (readonly string[])[] {
      const asked: (readonly string[])[] = [];
      const confirm = bench.trigger.confirm.bind(bench.trigger);
      bench.trigger.confirm = (keys, signal) => {
        asked.push(keys.toSorted());
        return confirm(keys, signal);
      };
      return asked;
    }

    it('only now and then once its visit is over, and withdraws it when it is broken after all', async () => {
      const bench = await benchWith(2);
      const asked = questions(bench);
      bench.trigger.finish(KEYS[0]!);
      bench.trigger.hide(KEYS[1]!);
      for (let round = 0; round < 3; round += 1) await bench.flows.readTrigger.run(never);
      expect(asked).to.deep.equal([['A', 'B'], ['B'], ['B']]);
      bench.trigger.cancel(KEYS[0]!);
      await bench.clock.advance(60 * 60 * 1000);
      await bench.untilQuiet();
      expect(await states(bench)).to.equal('withdrawn submitted');
    });

    it('at once where its visit was over and is wanted again meanwhile', async () => {
      const bench = await benchWith(1);
      bench.trigger.finish(KEYS[0]!);
      await bench.flows.readTrigger.run(never);
      bench.trigger.want(sampleRx('A'));
      await bench.flows.readTrigger.run(never);
      bench.trigger.cancel(KEYS[0]!);
      await bench.untilQuiet();
      expect(await states(bench)).to.equal('withdrawn');
    });

    it('once where it is in doubt and was cancelled', async () => {
      const bench = await benchWith(0);
      await seedRx(bench.ledger, 'in-doubt', sampleRx('A'));
      bench.trigger.cancel(KEYS[0]!);
      const asked = questions(bench);
      for (let round = 0; round < 3; round += 1) await bench.flows.readTrigger.run(never);
      expect(asked).to.deep.equal([['A']]);
      bench.trigger.want(sampleRx('A'));
      await bench.flows.readTrigger.run(never);
      expect(await bench.rx(KEYS[0]!)).to.deep.include({ state: 'in-doubt', cancelled: false });
    });
  });

  it('brings back what was cancelled and is wanted again', async () => {
    const bench = await benchWith(1);
    bench.trigger.cancel(KEYS[0]!);
    await bench.untilQuiet();
    bench.trigger.want(sampleRx('A'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEYS[0]!)).to.deep.equal(['withdrawn', 'submitted']);
  });

  it('does not bring back what a person withdrew, until its content changes', async () => {
    const bench = await benchWith(1);
    await bench.rxDesk.withdraw(KEYS[0]!);
    await bench.flows.readTrigger.run(never);
    await bench.untilQuiet();
    await bench.untilQuiet();
    expect(await bench.rxStates(KEYS[0]!)).to.deep.equal(['withdrawn']);
    bench.trigger.want(sampleRx('A', 1, { notes: 'changed' }));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEYS[0]!)).to.deep.equal(['withdrawn', 'submitted']);
  });
});
