import { ChairsideError, type ScanOrder } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { setting } from './support/one-order.js';
import { HOUR, MINUTE } from './support/sample-policy.js';
import { samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

describe('an order before its files are fetched', () => {
  after(closeTestLedger);

  async function scanned(): Promise<{ readonly bench: FlowBench; readonly order: ScanOrder }> {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(sampleRx('A')));
    await bench.untilQuiet();
    const order = bench.service.scan(bench.service.open[0]!.rxId);
    await bench.untilQuiet();
    return { bench, order };
  }

  it('is read again by its RX when a notification came: its status is the one of now, without a sweep', async () => {
    const { bench, order } = await scanned();
    await bench.clock.advance(5 * 24 * HOUR);
    bench.service.changeOrder(order.orderId, { status: 'Scanning', stage: 'sent-back' });
    await bench.flows.notification.run(order.rxId!);
    await bench.flows.workScans.run(never);
    const scan = await bench.scan(order.orderId);
    expect(scan).to.include({ state: 'filed', revision: 1, sentBackAt: bench.clock.now() });
    expect(scan.order.status).to.equal('Scanning');
  });

  it('that waited long is read again, since its addresses may have expired', async () => {
    const { bench, order } = await setting();
    bench.service.changeOrder(order.orderId, {
      patient: { ...samplePatient(1), chartNumber: '' },
      assets: { export: 'https://fake.example/old' },
    });
    await bench.round();
    expect(await bench.scan(order.orderId)).to.include({ state: 'review' });
    await bench.clock.advance(HOUR);
    // A query alone is no news for a poll, but may be all that is needed.
    bench.service.changeOrder(order.orderId, { assets: { export: 'https://fake.example/old?signed=anew' } });
    await bench.scanDesk.assign(order.orderId, samplePatient(1));
    await bench.flows.workScans.run(never);
    const scan = await bench.scan(order.orderId);
    expect(scan).to.include({ state: 'filed', revision: 1 });
    expect(scan.order.assets).to.deep.equal({ export: 'https://fake.example/old?signed=anew' });
  });

  it('is not read again while what the cloud told of it is fresh', async () => {
    const { bench, order } = await scanned();
    expect(bench.service.calls.filter((call) => call.startsWith('orderByRx'))).to.deep.equal([]);
    expect((await bench.scan(order.orderId)).seenAt).to.be.a('number');
  });

  it('without an RX is looked for by its day and chart number', async () => {
    const { bench, order } = await setting();
    await bench.round();
    await bench.clock.advance(HOUR);
    await bench.scanDesk.redeliver(order.orderId);
    bench.service.changeOrder(order.orderId, { status: 'Lab Review', stage: 'lab-review' });
    await bench.flows.workScans.run(never);
    expect((await bench.scan(order.orderId)).order.stage).to.equal('lab-review');
  });

  it('that a person dismisses while it is read again is left as it is', async () => {
    const { bench, order } = await setting();
    bench.service.changeOrder(order.orderId, { patient: { ...samplePatient(1), chartNumber: '' } });
    await bench.round();
    await bench.clock.advance(HOUR);
    bench.service.changeOrder(order.orderId, { patient: samplePatient(1) });
    await bench.scanDesk.retry(order.orderId);
    const happens = (): Promise<unknown> => bench.scanDesk.dismiss(order.orderId);
    bench.service.script.add('orders', { do: 'meanwhile', happens });
    await bench.flows.workScans.run(never);
    const { state, patient, problem } = await bench.scan(order.orderId);
    expect([state, patient, problem]).to.deep.equal(['dismissed', undefined, undefined]);
    expect([...bench.adapter.sink.deliveries.keys()]).to.deep.equal([]);
  });

  it('is fetched as it was known where the cloud does not tell it, and waits where the cloud is out of reach', async () => {
    const { bench, order } = await scanned();
    for (const code of ['CLOUD_REFUSED', 'CLOUD_ANSWER_UNREADABLE'] as const) {
      await bench.clock.advance(HOUR);
      bench.service.script.add('orderByRx', { do: 'fail', error: new ChairsideError(code) });
      const fetched = bench.service.calls.length;
      await bench.flows.notification.run(order.rxId!);
      await bench.flows.workScans.run(never);
      expect(bench.service.calls.slice(fetched)).to.include(`openAsset ${order.orderId}/export`);
    }
    await bench.clock.advance(HOUR);
    bench.service.script.add('orderByRx', { do: 'fail', error: new ChairsideError('CLOUD_ERROR') });
    await bench.flows.notification.run(order.rxId!);
    const before = bench.service.calls.length;
    await bench.flows.workScans.run(never);
    expect(bench.service.calls.slice(before)).to.deep.equal([`orderByRx ${order.rxId}`]);
    await bench.clock.advance(MINUTE);
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.include({ state: 'filed', revision: 1 });
  });
});
