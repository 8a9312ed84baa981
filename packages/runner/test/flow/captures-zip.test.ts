import { ChairsideError, RxId, type ScanOrder } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench } from './support/flow-bench.js';
import { DAY } from './support/sample-policy.js';
import { samplePatient } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const RX = RxId('00000000-0000-4000-8000-00000000feed');

async function setting(daysAgo = 0): Promise<{ bench: FlowBench; order: ScanOrder }> {
  const bench = await FlowBench.open({ scans: { since: 0, lookback: 365 * DAY } });
  for (const number of [1, 2]) bench.adapter.patients.put(samplePatient(number));
  const scannedAt = new Date(bench.clock.now() - daysAgo * DAY).toISOString();
  return { bench, order: bench.service.addOrder({ patient: samplePatient(1), rxId: RX, scannedAt }) };
}

/** The contents of all captures in the chart, each file named. */
function inChart({ adapter }: FlowBench): readonly string[] {
  return [...adapter.sink.chart.keys()]
    .filter((path) => path.includes('/captures/'))
    .map((path) => path.split('/').at(-1)!);
}

const zips = ({ service }: FlowBench): number => service.calls.filter((call) => call.endsWith('/captures')).length;

describe('the ZIP of screen captures', () => {
  after(closeTestLedger);

  it('is fetched only for an order that is older than their list reaches', async () => {
    for (const [days, fetched] of [
      [0, 0],
      [89, 0],
      [91, 1],
    ] as const) {
      const { bench } = await setting(days);
      await bench.untilQuiet();
      expect(zips(bench), `${days} days`).to.equal(fetched);
    }
  });

  it('that there is none of changes nothing', async () => {
    const { bench, order } = await setting(100);
    bench.service.setAsset(order.orderId, 'captures', 'none');
    await bench.untilQuiet();
    expect([await bench.scan(order.orderId)].map(({ state, revision }) => [state, revision])).to.deep.equal([
      ['filed', 1],
    ]);
    expect(inChart(bench)).to.deep.equal([]);
  });

  it('is filed picture by picture beside the scan, and is no part of its revision', async () => {
    const { bench, order } = await setting(100);
    bench.service.setAsset(order.orderId, 'captures', { 'view_1.jpg': 'one', 'view_2.jpg': 'two' });
    await bench.untilQuiet();
    expect(inChart(bench)).to.deep.equal(['view_1.jpg', 'view_2.jpg']);
    const [revision] = bench.adapter.sink.deliveries.values();
    expect(revision?.files.map(({ from }) => from)).to.not.include('captures');
    expect(revision?.archives.map(({ kind }) => kind)).to.deep.equal(['export', 'gallery']);
    // New captures alone are filed, and are no new revision.
    await bench.clock.advance(DAY);
    bench.service.setAsset(order.orderId, 'captures', {
      'view_1.jpg': 'one',
      'view_2.jpg': 'two',
      'view_3.jpg': 'three',
    });
    await bench.flows.notification.run(RX);
    await bench.untilQuiet();
    expect(inChart(bench)).to.deep.equal(['view_1.jpg', 'view_2.jpg', 'view_3.jpg']);
    expect((await bench.scan(order.orderId)).revision).to.equal(1);
  });

  it('brings no picture again that came by itself before', async () => {
    const { bench, order } = await setting();
    await bench.clock.advance(10 * DAY);
    for (const id of ['c1', 'c2']) bench.service.addCapture(order.orderId, id);
    await bench.untilQuiet();
    expect(inChart(bench)).to.have.length(2);
    await bench.clock.advance(90 * DAY);
    bench.service.setAsset(order.orderId, 'captures', {
      'screen_1.jpg': 'capture c1',
      'screen_2.jpg': 'capture c2',
      'screen_3.jpg': 'taken after three months',
    });
    bench.service.changeOrder(order.orderId, { status: 'Lab Review' });
    await bench.untilQuiet();
    expect([zips(bench), inChart(bench).slice(2)]).to.deep.equal([1, ['screen_3.jpg']]);
  });

  it('is not doubled by pictures that are listed one by one later', async () => {
    const { bench, order } = await setting(100);
    bench.service.setAsset(order.orderId, 'captures', { 'screen_1.jpg': 'capture c1', 'screen_2.jpg': 'two' });
    await bench.untilQuiet();
    for (const id of ['c1', 'c9']) bench.service.addCapture(order.orderId, id);
    await bench.untilQuiet();
    expect(inChart(bench).map((name) => name.replace(/^capture_.*_/, ''))).to.deep.equal([
      'screen_1.jpg',
      'screen_2.jpg',
      'c9.jpg',
    ]);
  });

  it('keeps pictures of one name and different content', async () => {
    const { bench, order } = await setting(100);
    bench.service.setAsset(order.orderId, 'captures', { 'view.jpg': 'one' });
    await bench.untilQuiet();
    expect((await bench.ledger.captures.list(order.orderId)).map(({ state }) => state)).to.deep.equal(['filed']);
    await bench.clock.advance(DAY);
    bench.service.setAsset(order.orderId, 'captures', { 'view.jpg': 'another' });
    await bench.flows.notification.run(RX);
    // Which name the second one gets is the sink's; this one has no way for it.
    await bench.round();
    const { deliveries } = bench.adapter.sink;
    expect([...deliveries.keys()].filter((key) => key.includes('/captures/'))).to.have.length(1);
    expect((await bench.scan(order.orderId)).problem?.code).to.equal('CHART_CONFLICT');
  });

  it('is filed again where the chart lost a picture of it', async () => {
    const { bench, order } = await setting(100);
    bench.service.setAsset(order.orderId, 'captures', { 'view_1.jpg': 'one', 'view_2.jpg': 'two' });
    await bench.untilQuiet();
    const [lost] = [...bench.adapter.sink.chart.keys()].filter((path) => path.endsWith('view_1.jpg'));
    bench.adapter.sink.lose(lost!);
    await bench.scanDesk.redeliver(order.orderId);
    await bench.untilQuiet();
    expect(inChart(bench)).to.have.members(['view_1.jpg', 'view_2.jpg']);
    expect(await bench.ledger.captures.list(order.orderId)).to.have.length(2);
  });

  it('waits with its scan while the chart is away, and is filed once', async () => {
    const { bench, order } = await setting(100);
    bench.service.setAsset(order.orderId, 'captures', { 'view_1.jpg': 'one' });
    const { sink } = bench.adapter;
    const real = sink.deliver.bind(sink);
    let away = 3;
    sink.deliver = async (delivery, signal) => {
      if (delivery.kind === 'capture' && away > 0) {
        away -= 1;
        throw new ChairsideError('CHART_UNREACHABLE');
      }
      return real(delivery, signal);
    };
    await bench.round();
    expect((await bench.scan(order.orderId)).state).to.equal('verified');
    await bench.untilQuiet();
    expect([(await bench.scan(order.orderId)).state, inChart(bench)]).to.deep.equal(['filed', ['view_1.jpg']]);
    expect((await bench.scan(order.orderId)).revision).to.equal(1);
  });
});
