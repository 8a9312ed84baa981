import { ChairsideError, RxKey, type RxChange } from '@chairside/core';
import { expect } from 'chai';
import { failure } from './support/failure.js';
import { FlowBench, never } from './support/flow-bench.js';
import { benchWithRx } from './support/one-rx.js';
import type { PolicyChanges } from './support/sample-policy.js';
import { cancelled, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const KEY = RxKey('A');
const RX = sampleRx('A');

/** The same clinic with a ledger that is older than everything `before` did: only the scanner and the book know of it. */
async function older(before: FlowBench, says: RxChange = wanted(RX), policy?: PolicyChanges): Promise<FlowBench> {
  const bench = await FlowBench.open(policy);
  for (const [key, note] of before.sent.notes) bench.sent.notes.set(key, note);
  bench.build({ service: before.service });
  bench.trigger.say(says);
  await bench.flows.readTrigger.run(never);
  return bench;
}

describe('an RX of which the ledger forgot that it was sent', () => {
  after(closeTestLedger);

  const sent = async (): Promise<FlowBench> => {
    const bench = await benchWithRx();
    await bench.flows.workRx.run(never);
    return bench;
  };
  /** Sent, and the process was killed before the answer came. */
  const unanswered = async (): Promise<FlowBench> => {
    const bench = await benchWithRx();
    bench.service.script.add('submit', failure('RX_IN_DOUBT'));
    await bench.flows.workRx.run(never);
    return bench;
  };

  it('is not sent a second time, and has the id again that the scanner gave it', async () => {
    const before = await sent();
    const { rxId } = await before.rx(KEY);
    const bench = await older(before);
    await bench.untilQuiet();
    expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted', rxId, attempts: 0 });
    expect(before.service.rxs.size).to.equal(1);
    expect((await bench.ledger.audit(0)).map(({ actor, action, detail }) => [actor, action, detail])).to.deep.equal([
      ['chairside', 'rx recalled', 'submitted'],
    ]);
    bench.trigger.say(cancelled('A'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
    expect(before.service.open).to.deep.equal([]);
  });

  it('is in doubt where its answer never came, and sent again only by a person', async () => {
    const before = await unanswered();
    const bench = await older(before);
    await bench.untilQuiet();
    const record = await bench.rx(KEY);
    expect(record).to.deep.include({ state: 'in-doubt', sentAt: (await before.rx(KEY)).sentAt });
    expect(record.problem?.code).to.equal('RX_SENT_FORGOTTEN');
    expect(before.service.rxs.size).to.equal(0);
    await bench.restart({ service: before.service });
    await bench.untilQuiet();
    expect(before.service.rxs.size, 'after a restart').to.equal(0);
    await bench.rxDesk.resend(KEY);
    await bench.untilQuiet();
    expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted' });
    expect(before.service.rxs.size).to.equal(1);
  });

  it('is sent again where the practice chose that for uncertain ones', async () => {
    const before = await unanswered();
    const bench = await older(before, wanted(RX), { rx: { onUncertainSubmit: 'resend' } });
    await bench.untilQuiet();
    expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted' });
    expect(before.service.rxs.size).to.equal(1);
  });

  it('that was changed since is taken from the scanner before the new one goes', async () => {
    const before = await sent();
    const bench = await older(before, wanted(sampleRx('A', 1, { notes: 'another tooth' })));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    expect(before.service.rxs.size).to.equal(2);
    expect(before.service.open.map(({ submission }) => submission.notes)).to.deep.equal(['another tooth']);
  });

  it('is scanned where its order was listed before it was asked for again', async () => {
    const before = await sent();
    const { rxId } = await before.rx(KEY);
    const bench = await FlowBench.open();
    for (const [key, note] of before.sent.notes) bench.sent.notes.set(key, note);
    bench.build({ service: before.service });
    const { orderId } = before.service.scan(rxId!);
    await bench.untilQuiet();
    bench.trigger.say(wanted(RX));
    await bench.untilQuiet();
    expect(await bench.rx(KEY)).to.deep.include({ state: 'scanned', orderId, rxId });
    expect(before.service.rxs.size).to.equal(1);
  });

  it('is in doubt where nobody can say what was sent, and once a person decided it is as any other', async () => {
    const bench = await benchWithRx();
    bench.sent.notes.set(KEY, 'unknown');
    await bench.untilQuiet();
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_SENT_FORGOTTEN');
    expect(bench.service.rxs.size).to.equal(0);
    await bench.rxDesk.resend(KEY);
    await bench.untilQuiet();
    expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted' });
  });

  it('is none where it was withdrawn, or surely never reached the scanner', async () => {
    const withdrawn = await sent();
    withdrawn.trigger.say(cancelled('A'));
    await withdrawn.untilQuiet();
    const refused = await benchWithRx();
    refused.service.script.add('submit', failure('CLOUD_UNREACHABLE'));
    await refused.flows.workRx.run(never).catch(() => undefined);
    for (const before of [withdrawn, refused]) {
      const count = before.service.rxs.size;
      const bench = await older(before);
      await bench.untilQuiet();
      expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted' });
      expect(before.service.rxs.size).to.equal(count + 1);
    }
  });

  it('is not sent while what was sent cannot be noted', async () => {
    const bench = await benchWithRx();
    const note = bench.sent.note.bind(bench.sent);
    bench.sent.note = () => Promise.reject(new ChairsideError('LEDGER_FAILED'));
    await bench.flows.workRx.run(never).catch(() => undefined);
    expect(bench.service.rxs.size).to.equal(0);
    expect(await bench.rx(KEY)).to.deep.include({ state: 'wanted' });
    bench.sent.note = note;
    await bench.untilQuiet();
    expect(bench.service.rxs.size).to.equal(1);
  });
});
