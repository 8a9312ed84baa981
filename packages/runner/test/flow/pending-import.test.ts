import type { AdapterPorts, ScanOrder } from '@chairside/core';
import { expect } from 'chai';
import { needsPerson } from '../../dist/views/attention.js';
import { FlowBench } from './support/flow-bench.js';
import { LazySink } from './support/lazy-sink.js';
import { DAY, MINUTE } from './support/sample-policy.js';
import { samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

interface Setting {
  readonly bench: FlowBench;
  readonly order: ScanOrder;
  readonly sink: LazySink;
  readonly adapter: AdapterPorts;
}

async function setting(daysAgo = 0): Promise<Setting> {
  const bench = await FlowBench.open({ scans: { since: 0, lookback: 365 * DAY } });
  for (const number of [1, 2]) bench.adapter.patients.put(samplePatient(number));
  const sink = new LazySink();
  const { rxTrigger, patients, status } = bench.adapter;
  const adapter = { rxTrigger, patients, status, sink, probe: async () => [], close: async () => undefined };
  bench.build({ adapter });
  const scannedAt = new Date(bench.clock.now() - daysAgo * DAY).toISOString();
  return { bench, sink, adapter, order: bench.service.addOrder({ patient: samplePatient(1), scannedAt }) };
}

describe('a scan that the DPMS has taken and not yet put into the chart', () => {
  after(closeTestLedger);

  it('is not filed, keeps nothing in staging, and is shown to a person', async () => {
    const { bench, order } = await setting();
    await bench.round();
    const { orderId } = order;
    const scan = await bench.scan(orderId);
    expect(scan).to.deep.include({ state: 'verified', revision: 0 });
    expect(scan.problem?.code).to.equal('CHART_IMPORT_PENDING');
    expect(await bench.staging.jobs()).to.deep.equal([]);
    expect((await needsPerson(bench.ledger)).map(({ kind, key, code }) => [kind, key, code])).to.deep.equal([
      ['scan', orderId, 'CHART_IMPORT_PENDING'],
    ]);
    expect(await bench.ledger.audit(0)).to.deep.equal([]);
    const told = bench.adapter.status.told.at(-1);
    expect(told).to.deep.include({ state: 'verified', revision: 0, files: [] });
  });

  it('is filed when all of it was opened, and not before, without being fetched or delivered again', async () => {
    const { bench, order, sink } = await setting();
    await bench.round();
    const fetched = bench.service.calls.filter((call) => call.endsWith('/export')).length;
    const [first] = sink.chart.chart.keys();
    sink.open(first!);
    await bench.clock.advance(10 * MINUTE);
    await bench.round();
    expect((await bench.scan(order.orderId)).state).to.equal('verified');
    sink.open();
    await bench.clock.advance(10 * MINUTE);
    await bench.round();
    const scan = await bench.scan(order.orderId);
    expect(scan).to.deep.include({ state: 'filed', revision: 1 });
    expect(scan.problem).to.equal(undefined);
    expect(sink.chart.calls).to.have.length(1);
    expect(bench.service.calls.filter((call) => call.endsWith('/export'))).to.have.length(fetched);
    expect((await bench.ledger.audit(0)).map(({ action }) => action)).to.deep.equal(['scan filed']);
    expect(bench.adapter.status.told.at(-1)?.files).to.have.length(4);
    expect(await needsPerson(bench.ledger)).to.deep.equal([]);
  });

  it('is looked at the more rarely the longer nobody opens it, and never given up', async () => {
    const { bench, order, sink } = await setting();
    const until = bench.clock.now() + 60 * DAY;
    while (bench.clock.now() < until) {
      await bench.round();
      await bench.clock.advance(Math.max(1, ((await bench.nextDueAt()) ?? until) - bench.clock.now()));
    }
    expect((await bench.scan(order.orderId)).problem?.code).to.equal('CHART_IMPORT_PENDING');
    expect(sink.looks).to.be.within(60, 150);
  });

  it('waits on after a restart', async () => {
    const { bench, order, sink, adapter } = await setting();
    await bench.round();
    await bench.restart({ adapter });
    expect((await bench.scan(order.orderId)).state).to.equal('verified');
    sink.open();
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
    expect(sink.chart.calls).to.have.length(1);
  });

  it('does not keep a new revision of its order waiting', async () => {
    const { bench, order, sink } = await setting();
    await bench.round();
    const { orderId } = order;
    bench.service.setAsset(orderId, 'export', { [`${orderId}_u.stl`]: 'rescanned' });
    bench.service.changeOrder(orderId, { status: 'Lab Review' });
    await bench.clock.advance(MINUTE);
    await bench.round();
    expect([...sink.chart.deliveries.keys()]).to.deep.equal([`${orderId}/r1`, `${orderId}/r2`]);
    sink.open();
    await bench.untilQuiet();
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', revision: 2 });
  });

  it('waits on where its order changed but its content did not', async () => {
    const { bench, order, sink } = await setting();
    await bench.round();
    bench.service.changeOrder(order.orderId, { status: 'Lab Review' });
    await bench.clock.advance(MINUTE);
    await bench.round();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'verified', revision: 0 });
    expect(sink.chart.calls).to.have.length(1);
    sink.open();
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', revision: 1 });
    expect((await bench.ledger.audit(0)).map(({ action }) => action)).to.deep.equal(['scan filed']);
  });

  it('is fetched again where a notification says that its files may have changed', async () => {
    const { bench, sink } = await setting();
    await bench.untilQuiet(MINUTE);
    bench.trigger.say(wanted(sampleRx('A', 2)));
    await bench.untilQuiet(MINUTE);
    const { orderId, rxId } = bench.service.scan(bench.service.open[0]!.rxId);
    await bench.untilQuiet(MINUTE);
    bench.service.setAsset(orderId, 'export', { [`${orderId}_u.stl`]: 'rescanned' });
    await bench.flows.notification.run(rxId!);
    await bench.flows.notification.run(rxId!);
    await bench.clock.advance(10 * MINUTE);
    await bench.round();
    expect([...sink.chart.deliveries.keys()].filter((key) => key.startsWith(orderId))).to.deep.equal([
      `${orderId}/r1`,
      `${orderId}/r2`,
    ]);
  });

  it('shows the files of the revision before as those in the chart', async () => {
    const { bench, order, sink } = await setting();
    await bench.round();
    sink.open();
    await bench.untilQuiet();
    const { orderId } = order;
    bench.service.setAsset(orderId, 'export', { [`${orderId}_u.stl`]: 'rescanned' });
    bench.service.changeOrder(orderId, { status: 'Lab Review' });
    await bench.clock.advance(MINUTE);
    await bench.round();
    expect(await bench.scan(orderId)).to.deep.include({ state: 'verified', revision: 1 });
    const told = bench.adapter.status.told.at(-1);
    expect(told?.files.every(({ path }) => path.includes('/r1/'))).to.equal(true);
    expect(told?.files).to.have.length(4);
  });
});

describe('a screen capture that the DPMS has taken and not yet put into the chart', () => {
  after(closeTestLedger);

  it('is filed when somebody has opened it, and not before', async () => {
    const { bench, order, sink } = await setting();
    await bench.round();
    sink.open();
    await bench.untilQuiet();
    bench.service.addCapture(order.orderId, 'c1');
    await bench.round();
    const [waiting] = await bench.ledger.captures.list(order.orderId);
    expect(waiting).to.deep.include({ state: 'listed' });
    expect(waiting?.problem?.code).to.equal('CHART_IMPORT_PENDING');
    sink.open();
    await bench.untilQuiet();
    const [filed] = await bench.ledger.captures.list(order.orderId);
    expect(filed?.state).to.equal('filed');
    expect(filed?.problem).to.equal(undefined);
    expect(sink.chart.calls).to.have.length(2);
  });

  it('of a ZIP is filed so as well, and is fetched from nowhere else', async () => {
    const { bench, order, sink } = await setting(100);
    bench.service.setAsset(order.orderId, 'captures', { 'one.jpg': 'a capture' });
    await bench.round();
    sink.open();
    await bench.untilQuiet();
    const captures = await bench.ledger.captures.list(order.orderId);
    expect(captures.map(({ state }) => state)).to.deep.equal(['filed']);
    expect(bench.service.calls.filter((call) => call.startsWith('openCapture'))).to.deep.equal([]);
  });
});
