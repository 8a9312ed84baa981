import { MemorySnapshotTrigger } from '@chairside/adapter-testkit';
import { RxKey } from '@chairside/core';
import { expect } from 'chai';
import { failure } from './support/failure.js';
import { FlowBench, never } from './support/flow-bench.js';
import { benchWithRx } from './support/one-rx.js';
import { MINUTE } from './support/sample-policy.js';
import { cancelled, sampleRx, seedRx } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const KEY = RxKey('A');
const RESEND = { rx: { onUncertainSubmit: 'resend' } } as const;
const lost = { do: 'fail-after', error: new Error('socket hang up') } as const;

describe('an RX that is sent again when its answer was lost', () => {
  after(closeTestLedger);

  it('is sent five times more at most, over a quarter of an hour, and then a person is asked', async () => {
    const bench = await benchWithRx(RESEND);
    bench.service.script.add('submit', ...Array.from({ length: 50 }, () => failure('RX_IN_DOUBT')));
    const begun = bench.clock.now();
    await bench.flows.workRx.run(never);
    expect(await bench.rx(KEY)).to.deep.include({ state: 'wanted', resends: 1, attempts: 0 });
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_ANSWER_LOST');
    expect((await bench.rx(KEY)).dueAt! - bench.clock.now()).to.equal(32_000);
    await bench.untilQuiet();
    expect(bench.service.calls.filter((call) => call.startsWith('submit'))).to.have.length(6);
    expect(bench.clock.now() - begun).to.be.within(15 * MINUTE, 20 * MINUTE);
    const { state, problem } = await bench.rx(KEY);
    expect([state, problem?.code, problem?.text.endsWith('(sent 6 times)')]).to.deep.equal([
      'in-doubt',
      'RX_IN_DOUBT',
      true,
    ]);
    await bench.rxDesk.resend(KEY);
    expect((await bench.rx(KEY)).resends, 'a person has looked').to.equal(undefined);
  });

  it('is limited over restarts too, which are no way around', async () => {
    const bench = await benchWithRx(RESEND);
    for (let start = 0; start < 10 && (await bench.rx(KEY)).state !== 'in-doubt'; start += 1) {
      const [current] = await bench.ledger.rx.list({});
      await bench.ledger.commit({ rx: [{ ...current!, state: 'submitting', dueAt: undefined }] });
      await bench.restart();
    }
    expect(await bench.rx(KEY)).to.deep.include({ state: 'in-doubt', resends: 5, interrupted: 6 });
    expect(bench.logger.lines.filter(({ fields }) => fields?.['code'] === 'RX_ANSWER_LOST')).to.have.length(5);
  });

  it('is in doubt when it is cancelled while it waits, and never simply withdrawn', async () => {
    for (const cancel of [
      async (bench: FlowBench) => {
        bench.trigger.say(cancelled('A'));
        await bench.flows.readTrigger.run(never);
      },
      (bench: FlowBench) => bench.rxDesk.withdraw(KEY),
    ]) {
      const bench = await benchWithRx(RESEND);
      bench.service.script.add('submit', lost);
      await bench.flows.workRx.run(never);
      await cancel(bench);
      await bench.untilQuiet();
      expect(await bench.rx(KEY)).to.deep.include({ state: 'in-doubt', cancelled: true });
      expect((await bench.rx(KEY)).problem?.code).to.equal('RX_CANCELLED_IN_DOUBT');
      expect(bench.service.rxs.size).to.equal(1);
    }
  });

  it('is in doubt when its visit is over before it was sent again', async () => {
    const bench = await FlowBench.with({ trigger: new MemorySnapshotTrigger(), policy: RESEND });
    bench.trigger.want(sampleRx('A'));
    bench.service.script.add('submit', lost);
    await bench.round();
    bench.trigger.finish(KEY);
    await bench.untilQuiet();
    expect([(await bench.rx(KEY)).state, (await bench.rx(KEY)).problem?.code]).to.deep.equal([
      'in-doubt',
      'RX_IN_DOUBT',
    ]);
  });
});

describe('an RX in doubt that a person withdraws', () => {
  after(closeTestLedger);

  it('stays, says to check the scanner, and is not wanted again by a snapshot that still lists it', async () => {
    const bench = await FlowBench.with({ trigger: new MemorySnapshotTrigger() });
    bench.trigger.want(sampleRx('A'));
    bench.service.script.add('submit', lost);
    await bench.round();
    const answer = await bench.rxDesk.withdraw(KEY);
    expect(answer.kind).to.equal('done');
    await bench.untilQuiet();
    const { state, problem, cancelled: unwanted } = await bench.rx(KEY);
    expect([state, unwanted, problem?.code]).to.deep.equal(['in-doubt', true, 'RX_CANCELLED_IN_DOUBT']);
    expect(problem?.text).to.include('Check the scanner');
    await bench.rxDesk.dismiss(KEY);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['dismissed']);
    bench.trigger.want(sampleRx('A', 1, { notes: 'changed' }));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['dismissed', 'submitted']);
  });

  it('is settled by its order, and withdrawn at the scanner where the answer comes after all', async () => {
    const bench = await benchWithRx();
    bench.service.script.add('submit', lost);
    await bench.untilQuiet();
    await bench.rxDesk.withdraw(KEY);
    bench.service.scan(bench.service.open[0]!.rxId);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['scanned']);

    const during = await benchWithRx();
    during.service.script.add('submit', { do: 'meanwhile', happens: () => during.rxDesk.withdraw(KEY) });
    await during.untilQuiet();
    expect(await during.rxStates(KEY)).to.deep.equal(['withdrawn']);
    expect(during.service.open).to.deep.equal([]);
  });

  it('never brings a second one by a restart', async () => {
    const bench = await FlowBench.open();
    await seedRx(bench.ledger, 'submitting', sampleRx('A'));
    for (let start = 0; start < 3; start += 1) {
      await bench.restart();
      await bench.untilQuiet();
    }
    expect(bench.service.calls.filter((call) => call.startsWith('submit'))).to.deep.equal([]);
    expect(await bench.rxStates(KEY)).to.deep.equal(['in-doubt']);
  });
});
