import { ChairsideError, RxKey } from '@chairside/core';
import { expect } from 'chai';
import { failure } from './support/failure.js';
import { FlowBench, never } from './support/flow-bench.js';
import { benchWithRx } from './support/one-rx.js';
import { MINUTE } from './support/sample-policy.js';
import { cancelled, sampleRx, seedRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';
import { wrapLedger } from './support/wrap-ledger.js';

const KEY = RxKey('A');

describe('taking an RX from the scanner', () => {
  after(closeTestLedger);

  async function submitted(...args: Parameters<typeof FlowBench.open>): Promise<FlowBench> {
    const bench = await benchWithRx(...args);
    await bench.flows.workRx.run(never);
    return bench;
  }

  it('withdraws, and only then sends a changed one', async () => {
    const bench = await submitted();
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    bench.service.script.add('withdraw', failure('CLOUD_ERROR'));
    await bench.round();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawing', 'wanted']);
    expect(bench.service.rxs.size).to.equal(1);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    const calls = bench.service.calls
      .map((call) => call.split(' ')[0])
      .filter((call) => call === 'submit' || call === 'withdraw');
    expect(calls).to.deep.equal(['submit', 'withdraw', 'withdraw', 'submit']);
  });

  it('refuses the changed one where the first was scanned meanwhile', async () => {
    const bench = await submitted();
    const order = bench.service.scan(bench.service.open[0]!.rxId);
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['scanned', 'failed']);
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_ALREADY_SCANNED');
    expect(bench.service.rxs.size).to.equal(1);
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
  });

  it('stays refused, whatever is said afterwards', async () => {
    const bench = await submitted();
    bench.service.scan(bench.service.open[0]!.rxId);
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.untilQuiet();
    bench.trigger.outcomes.length = 0;
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'third' })), cancelled('A'), wanted(sampleRx('A')));
    await bench.untilQuiet();
    expect(bench.trigger.outcomes.map(({ result, code }) => code ?? result)).to.deep.equal([
      'RX_ALREADY_SCANNED',
      'RX_ALREADY_SCANNED',
      'unchanged',
    ]);
    expect(bench.service.rxs.size).to.equal(1);
  });

  it('knows, when the answer to a withdrawal was lost, whether it is gone', async () => {
    const bench = await submitted();
    bench.trigger.say(cancelled('A'));
    bench.service.script.add('withdraw', { do: 'fail-after', error: new ChairsideError('CLOUD_UNREACHABLE') });
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
  });

  it('keeps on while the look-up fails', async () => {
    const bench = await submitted();
    bench.service.scan(bench.service.open[0]!.rxId);
    bench.trigger.say(cancelled('A'));
    bench.service.script.add('orderByRx', failure('CLOUD_ERROR'));
    await bench.flows.readTrigger.run(never);
    await bench.flows.workRx.run(never);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawing']);
    await bench.clock.advance(MINUTE);
    await bench.flows.workRx.run(never);
    expect(await bench.rxStates(KEY)).to.deep.equal(['scanned']);
  });

  it('leaves what could not be withdrawn, and the changed one that waits for it, to a person', async () => {
    const bench = await submitted({ retry: { maxAttempts: 2 } });
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    bench.service.script.add('withdraw', failure('CLOUD_REFUSED'), failure('CLOUD_REFUSED'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['failed', 'wanted']);
    expect((await bench.rx(KEY)).problem?.code).to.equal('CLOUD_REFUSED');
    await bench.restart();
    await bench.untilQuiet();
    expect(bench.service.rxs.size).to.equal(1);
    await bench.rxDesk.resend(KEY);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['failed', 'submitted']);
  });

  it('sends no third while the first is still there, though the second was cancelled', async () => {
    const bench = await submitted();
    bench.service.script.add('withdraw', failure('CLOUD_ERROR'), failure('CLOUD_ERROR'));
    bench.trigger.say(
      wanted(sampleRx('A', 1, { notes: 'second' })),
      cancelled('A'),
      wanted(sampleRx('A', 1, { notes: 'third' })),
    );
    await bench.round();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawing', 'withdrawn', 'wanted']);
    expect(bench.service.rxs.size).to.equal(1);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'withdrawn', 'submitted']);
    expect(bench.service.open.map(({ submission }) => submission.notes)).to.deep.equal(['third']);
  });

  it('does not let a person send a changed one before the first is off the scanner', async () => {
    for (const proposal of [false, true]) {
      const bench = await submitted();
      bench.service.script.add('withdraw', failure('CLOUD_ERROR'));
      bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed', proposal })));
      await bench.round();
      await bench.rxDesk.approve(KEY, {});
      await bench.flows.workRx.run(never);
      expect(bench.service.rxs.size).to.equal(1);
      await bench.untilQuiet();
      expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    }
  });

  it('forgets no changed one that arrives in the moment the first is withdrawn', async () => {
    const bench = await submitted();
    bench.trigger.say(cancelled('A'));
    await bench.flows.readTrigger.run(never);
    let beside = true;
    const ledger = wrapLedger(bench.ledger, async (work, store) => {
      if (beside && work.rx?.some(({ generation }) => generation === 2) === true) {
        beside = false;
        await bench.flows.workRx.run(never);
      }
      return await store();
    });
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.build({ ledger }).readTrigger.run(never);
    bench.build();
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
  });

  it('leaves an RX that a person dismissed on the scanner', async () => {
    const bench = await submitted();
    await bench.rxDesk.dismiss(KEY);
    bench.trigger.say(cancelled('A'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['dismissed']);
    expect(bench.service.open).to.have.length(1);
  });

  it('takes one that a person dismissed from the scanner before a changed one is sent', async () => {
    const bench = await submitted();
    await bench.rxDesk.dismiss(KEY);
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    expect(bench.service.open).to.have.length(1);
  });

  it('sends no changed one for one that was scanned and then dismissed', async () => {
    const bench = await submitted();
    bench.service.scan(bench.service.open[0]!.rxId);
    await bench.untilQuiet();
    await bench.rxDesk.dismiss(KEY);
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['scanned', 'failed']);
    expect(bench.service.rxs.size).to.equal(1);
  });

  it('sends none again that may still be on the scanner, before it was taken from there', async () => {
    const bench = await submitted();
    await bench.rxDesk.dismiss(KEY);
    for (const answer of [bench.rxDesk.resend(KEY), bench.rxDesk.approve(KEY, {})]) {
      expect(await answer)
        .to.have.property('why')
        .that.includes('rx withdraw A');
    }
    expect((await bench.rxDesk.withdraw(KEY)).kind).to.equal('done');
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
    expect(bench.service.open).to.deep.equal([]);
  });

  it('refuses what a state does not allow, and knows no key that is unknown', async () => {
    const bench = await FlowBench.open();
    await seedRx(bench.ledger, 'withdrawn', sampleRx('A'));
    for (const answer of [
      bench.rxDesk.approve(KEY, {}),
      bench.rxDesk.resend(KEY),
      bench.rxDesk.withdraw(KEY),
      bench.rxDesk.dismiss(KEY),
    ]) {
      expect((await answer).kind).to.equal('refused');
    }
    expect((await bench.rxDesk.resend(RxKey('B'))).kind).to.equal('unknown');
    expect(await bench.ledger.audit(0)).to.deep.equal([]);
  });
});
