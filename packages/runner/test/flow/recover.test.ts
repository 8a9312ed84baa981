import { RxKey, RX_STATES, SCAN_STATES, type RxState, type ScanState } from '@chairside/core';
import { RX_STATE_RULES, SCAN_STATE_RULES, type ScanRecord } from '@chairside/core/house';
import { stagingJob } from '@chairside/core/flow';
import { HostileAdapter } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { samplePatient, sampleRx, seedRx } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const KEY = RxKey('A');

describe('a restart', () => {
  after(closeTestLedger);

  const RX_AFTER: Readonly<Partial<Record<RxState, readonly [RxState, 'due' | 'rests']>>> = {
    wanted: ['wanted', 'due'],
    withdrawing: ['withdrawing', 'due'],
    submitting: ['in-doubt', 'rests'],
  };
  for (const state of RX_STATES) {
    it(`does with an RX that is ${state} as its rule says`, async () => {
      const bench = await FlowBench.open();
      await seedRx(bench.ledger, state, sampleRx('A'));
      await bench.restart();
      const after = await bench.rx(KEY);
      const [expected, due] = RX_AFTER[state] ?? [state, 'rests'];
      expect([after.state, after.dueAt]).to.deep.equal([expected, due === 'due' ? bench.clock.now() : undefined]);
      expect(RX_STATE_RULES[state].restart === 'nothing').to.equal(RX_AFTER[state] === undefined);
    });
  }

  it('sends what was submitting again only where the practice chose that and still wants it', async () => {
    for (const [cancelled, expected] of [
      [false, 'wanted'],
      [true, 'in-doubt'],
    ] as const) {
      const bench = await FlowBench.open({ rx: { onUncertainSubmit: 'resend' } });
      await seedRx(bench.ledger, 'submitting', sampleRx('A'), { cancelled });
      await bench.restart();
      expect((await bench.rx(KEY)).state).to.equal(expected);
      expect((await bench.rx(KEY)).problem?.code).to.equal(cancelled ? 'RX_CANCELLED_IN_DOUBT' : 'RX_ANSWER_LOST');
    }
  });

  it('looks again at what waited for a mapping, which the configuration may have now', async () => {
    const bench = await FlowBench.open({ rx: { doctors: { DrNew: 80 } } });
    await seedRx(bench.ledger, 'wanted', sampleRx('A', 1, { doctor: 'DrNew' }));
    await bench.restart();
    await bench.untilQuiet();
    expect(bench.service.open[0]?.submission.doctorId).to.equal(80);
  });

  it('leaves alone what is due later', async () => {
    const bench = await FlowBench.open();
    const dueAt = bench.clock.now() + 5000;
    await seedRx(bench.ledger, 'wanted', sampleRx('A'), { dueAt });
    await bench.restart();
    expect((await bench.rx(KEY)).dueAt).to.equal(dueAt);
  });

  it('sends no changed request while the first is being withdrawn', async () => {
    const bench = await FlowBench.open();
    await seedRx(bench.ledger, 'withdrawing', sampleRx('A'));
    await seedRx(bench.ledger, 'wanted', sampleRx('A', 1, { notes: 'changed' }), { generation: 2 });
    await bench.restart();
    expect((await bench.rx(KEY)).dueAt).to.equal(undefined);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
  });

  /** A scan in any state, its files in staging where it is verified. */
  async function seedScan(bench: FlowBench, state: ScanState, fields: Partial<ScanRecord> = {}): Promise<ScanRecord> {
    bench.adapter.patients.put(samplePatient(1));
    const order = bench.service.addOrder({ patient: samplePatient(1) });
    await bench.flows.pollOrders.run(bench.pairing, never);
    const hostile = new HostileAdapter(bench.adapter);
    hostile.script.add('sink.deliver', { do: 'fail', error: new Error('crash') });
    if (state === 'verified') await bench.build({ adapter: hostile }).workScans.run(never);
    const record = await bench.scan(order.orderId);
    const path: readonly ScanState[] =
      state === 'verified' ? [] : state === 'listed' ? ['listed'] : ['downloading', state];
    let version = record.version;
    for (const step of state === 'review' ? (['review'] as const) : path) {
      await bench.ledger.commit({ scans: [{ ...record, state: step, dueAt: undefined, version, ...fields }] });
      version += 1;
    }
    if (state === 'verified') await bench.ledger.commit({ scans: [{ ...record, dueAt: undefined, ...fields }] });
    return await bench.scan(order.orderId);
  }

  const SCAN_AFTER: Readonly<Partial<Record<ScanState, readonly [ScanState, number]>>> = {
    downloading: ['listed', 1],
    verified: ['verified', 0],
  };
  for (const state of SCAN_STATES) {
    it(`does with a scan that is ${state} as its rule says`, async () => {
      const bench = await FlowBench.open();
      const before = await seedScan(bench, state);
      expect(before.state).to.equal(state);
      await bench.restart();
      const after = await bench.scan(before.orderId);
      const [expected, interrupted] = SCAN_AFTER[state] ?? [state, 0];
      const goesOn = SCAN_STATE_RULES[state].restart === 'go-on';
      expect([after.state, after.interrupted, after.dueAt]).to.deep.equal([
        expected,
        interrupted,
        goesOn ? bench.clock.now() : undefined,
      ]);
      expect(goesOn).to.equal(SCAN_AFTER[state] !== undefined);
    });
  }

  it('keeps verified files, and files them without another download', async () => {
    const bench = await FlowBench.open();
    const { orderId } = await seedScan(bench, 'verified');
    await bench.restart();
    expect(await bench.staging.jobs()).to.deep.equal([stagingJob({ orderId })]);
    await bench.untilQuiet();
    expect((await bench.scan(orderId)).state).to.equal('filed');
    expect(bench.service.calls.filter((call) => call.endsWith('/export'))).to.have.length(1);
  });

  it('asks a person about a download that was cut off twenty times, not once less', async () => {
    for (const [interrupted, expected] of [
      [18, 'listed'],
      [19, 'failed'],
    ] as const) {
      const bench = await FlowBench.open();
      const { orderId } = await seedScan(bench, 'downloading', { interrupted });
      await bench.restart();
      expect(await bench.scan(orderId)).to.deep.include({ state: expected, interrupted: interrupted + 1, attempts: 0 });
    }
  });

  it('forgets the interruptions of a download that came to its end', async () => {
    const bench = await FlowBench.open();
    const { orderId } = await seedScan(bench, 'downloading', { interrupted: 5 });
    await bench.restart();
    await bench.untilQuiet();
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', interrupted: 0 });
  });
});
