import { MemorySnapshotTrigger } from '@chairside/adapter-testkit';
import { RxKey } from '@chairside/core';
import { expect } from 'chai';
import { failure } from './support/failure.js';
import { FlowBench, never } from './support/flow-bench.js';
import { benchWithRx } from './support/one-rx.js';
import { MINUTE } from './support/sample-policy.js';
import { sampleRx } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const KEY = RxKey('A');
type Book = FlowBench<MemorySnapshotTrigger>;

/** An RX that is due and could not be sent yet. */
async function unsent(): Promise<Book> {
  const bench = await FlowBench.with({ trigger: new MemorySnapshotTrigger() });
  bench.trigger.want(sampleRx('A'));
  bench.service.script.add('submit', failure('CLOUD_UNREACHABLE'));
  await bench.round();
  await bench.clock.advance(4 * MINUTE);
  return bench;
}

async function work(bench: FlowBench | Book): Promise<void> {
  await bench.flows.workRx.run(never);
}

async function failingRead(bench: Book): Promise<void> {
  const { read } = bench.trigger;
  bench.trigger.read = () => Promise.reject(failure('DATABASE_UNREACHABLE').error);
  await bench.flows.readTrigger.run(never).catch(() => undefined);
  bench.trigger.read = read;
}

describe('an RX while the book was not read lately', () => {
  after(closeTestLedger);

  it('is not sent after a start before the book was read', async () => {
    const bench = await unsent();
    await bench.restart();
    const before = await bench.rx(KEY);
    await work(bench);
    expect(bench.service.rxs.size).to.equal(0);
    expect(await bench.rx(KEY), 'nothing is written of so short a wait').to.deep.equal(before);
    await bench.flows.readTrigger.run(never);
    await work(bench);
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
  });

  it('is never sent where its visit was over, or cancelled, while the service was stopped', async () => {
    for (const [happens, states] of [
      [(bench: Book) => bench.trigger.finish(KEY), ['wanted']],
      [(bench: Book) => bench.trigger.cancel(KEY), ['withdrawn']],
    ] as const) {
      const bench = await unsent();
      happens(bench);
      await bench.restart();
      await work(bench);
      await bench.untilQuiet();
      expect(await bench.rxStates(KEY)).to.deep.equal(states);
      expect(bench.service.rxs.size).to.equal(0);
    }
  });

  it('is not sent after a pause in which the computer slept', async () => {
    const bench = await unsent();
    await bench.clock.advance(11 * MINUTE);
    await work(bench);
    expect(bench.service.rxs.size).to.equal(0);
    await bench.round();
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
  });

  it('waits for a reading where the clock was set back behind the last one', async () => {
    const bench = await unsent();
    expect(bench.flows.readTrigger.book?.isFresh).to.equal(true);
    await bench.clock.advance(-5 * MINUTE);
    expect(bench.flows.readTrigger.book?.isFresh).to.equal(false);
  });

  it('says so while the book cannot be read, loses no attempt, and is sent as soon as it can', async () => {
    const bench = await unsent();
    await bench.restart();
    for (let tries = 0; tries < 20; tries += 1) {
      await failingRead(bench);
      await work(bench);
      await bench.clock.advance(15 * MINUTE);
    }
    const { state, attempts, problem } = await bench.rx(KEY);
    expect([state, attempts, problem?.code, problem?.class]).to.deep.equal([
      'wanted',
      0,
      'RX_BOOK_UNREAD',
      'transient',
    ]);
    expect(problem?.text).to.match(/\(DATABASE_UNREACHABLE\)$/);
    expect(bench.service.rxs.size).to.equal(0);
    await failingRead(bench);
    await work(bench);
    await bench.flows.readTrigger.run(never);
    await work(bench);
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
    expect((await bench.rx(KEY)).problem).to.equal(undefined);
  });

  it('is sent while a reading fails now and then', async () => {
    const bench = await unsent();
    await bench.flows.readTrigger.run(never);
    await failingRead(bench);
    await work(bench);
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
  });

  it('is taken from the scanner all the same, and sent where the source says each thing once', async () => {
    const bench = await FlowBench.with({ trigger: new MemorySnapshotTrigger() });
    bench.trigger.want(sampleRx('A'));
    await bench.round();
    await bench.rxDesk.withdraw(KEY);
    await bench.restart();
    await work(bench);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
    const dropped = await benchWithRx();
    await dropped.restart();
    await work(dropped);
    expect(await dropped.rxStates(KEY)).to.deep.equal(['submitted']);
  });
});
