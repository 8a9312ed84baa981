import { HostileAdapter } from '@chairside/adapter-testkit';
import { ChairsideError, RxKey } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const fail = { do: 'fail', error: new ChairsideError('RESULT_UNWRITABLE') } as const;

describe('telling the practice', () => {
  after(closeTestLedger);

  async function setting() {
    const bench = await FlowBench.open();
    const hostile = new HostileAdapter(bench.adapter);
    bench.build({ adapter: hostile });
    bench.trigger.say(wanted(sampleRx('A')), wanted(sampleRx('B', 2)));
    return { bench, hostile };
  }

  it('keeps the order per RX while it retries, and lets other RX pass', async () => {
    const { bench, hostile } = await setting();
    hostile.script.add('status.tell', fail, { do: 'pass' }, fail);
    await bench.round();
    expect(bench.adapter.status.states('A').length + bench.adapter.status.states('B').length).to.be.lessThan(6);
    await bench.untilQuiet();
    for (const key of ['A', 'B'])
      expect(bench.adapter.status.states(key)).to.deep.equal(['wanted', 'submitting', 'submitted']);
  });

  it('tells at least once: again when the answer was lost', async () => {
    const { bench, hostile } = await setting();
    hostile.script.add('status.tell', { ...fail, do: 'fail-after' });
    await bench.untilQuiet();
    const told = [bench.adapter.status.states('A'), bench.adapter.status.states('B')].sort(
      (one, other) => one.length - other.length,
    );
    expect(told).to.deep.equal([
      ['wanted', 'submitting', 'submitted'],
      ['wanted', 'wanted', 'submitting', 'submitted'],
    ]);
  });

  it('goes on for ever with a sink that refuses, though not in vain', async () => {
    const { bench, hostile } = await setting();
    hostile.script.add(
      'status.tell',
      ...Array.from({ length: 200 }, () => ({ do: 'fail', error: new Error('broken adapter') }) as const),
    );
    await bench.untilQuiet(100 * 60 * 60 * 1000);
    for (const key of ['A', 'B'])
      expect(bench.adapter.status.states(key)).to.deep.equal(['wanted', 'submitting', 'submitted']);
  });

  it('survives a restart', async () => {
    const { bench, hostile } = await setting();
    hostile.script.add('status.tell', fail, fail, fail, fail);
    await bench.round();
    await bench.restart();
    await bench.untilQuiet();
    expect(bench.adapter.status.states('A')).to.deep.equal(['wanted', 'submitting', 'submitted']);
  });

  it('drops what nobody wants to hear', async () => {
    const { bench } = await setting();
    const { rxTrigger, sink } = bench.adapter;
    bench.build({ adapter: { rxTrigger, sink, probe: async () => [], close: async () => undefined } });
    await bench.round();
    expect(await bench.ledger.nextDueAt('status')).to.equal(undefined);
    expect((await bench.rx(RxKey('A'))).state).to.equal('submitted');
    expect(bench.adapter.status.told).to.deep.equal([]);
  });

  it('stops between two when asked to', async () => {
    const { bench, hostile } = await setting();
    await bench.flows.readTrigger.run(never);
    const stopping = new AbortController();
    hostile.script.add('status.tell', { do: 'meanwhile', happens: async () => stopping.abort() });
    await bench.flows.tellStatus.run(never, stopping.signal);
    expect(bench.adapter.status.told).to.have.length(1);
  });
});
