import { ChairsideError, type ScanOrder } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { DAY, MINUTE } from './support/sample-policy.js';
import { samplePatient } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

async function setting(): Promise<{ bench: FlowBench; order: ScanOrder }> {
  const bench = await FlowBench.open({ retry: { maxAttempts: 2 } });
  bench.adapter.patients.put(samplePatient(1));
  return { bench, order: bench.service.addOrder({ patient: samplePatient(1) }) };
}

function filedCaptures(bench: FlowBench): readonly string[] {
  return bench.adapter.sink.calls.filter((key) => key.includes('/captures/'));
}

describe('a screen capture', () => {
  after(closeTestLedger);

  it('is filed once, beside the scan of its order', async () => {
    const { bench, order } = await setting();
    bench.service.addCapture(order.orderId, 'c1');
    bench.service.addCapture(order.orderId, 'c2');
    for (let round = 0; round < 3; round += 1) await bench.untilQuiet();
    expect(filedCaptures(bench)).to.deep.equal([`${order.orderId}/captures/c1`, `${order.orderId}/captures/c2`]);
    const delivery = bench.adapter.sink.deliveries.get(`${order.orderId}/captures/c1`);
    expect(delivery).to.deep.include({ kind: 'capture', revision: 1, patient: samplePatient(1) });
    expect(delivery?.files.map(({ name }) => name)).to.deep.equal(['capture_20260105T080000Z_c1.jpg']);
    expect(await bench.staging.jobs()).to.deep.equal([]);
  });

  it('is filed also weeks after its scan', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    await bench.clock.advance(50 * DAY);
    bench.service.addCapture(order.orderId, 'late');
    await bench.untilQuiet();
    expect(filedCaptures(bench)).to.deep.equal([`${order.orderId}/captures/late`]);
  });

  it('waits until its scan is filed, and goes where that went', async () => {
    const { bench, order } = await setting();
    bench.service.changeOrder(order.orderId, { patient: samplePatient(9) });
    bench.service.addCapture(order.orderId, 'c1');
    await bench.untilQuiet(2 * 60 * MINUTE);
    expect(filedCaptures(bench)).to.deep.equal([]);
    await bench.scanDesk.assign(order.orderId, samplePatient(5));
    await bench.untilQuiet();
    expect([...bench.adapter.sink.deliveries.values()].map(({ kind, patient }) => [kind, patient.ref])).to.deep.equal([
      ['scan', 'P5'],
      ['capture', 'P5'],
    ]);
  });

  it('waits also while it is known whose scan it is, and the scan is still being made', async () => {
    const { bench, order } = await setting();
    bench.service.setAsset(order.orderId, 'export', 'not-ready');
    bench.service.addCapture(order.orderId, 'c1');
    await bench.round();
    expect((await bench.scan(order.orderId)).patient).to.deep.equal(samplePatient(1));
    expect(filedCaptures(bench)).to.deep.equal([]);
    bench.service.setAsset(order.orderId, 'export', { 'u.stl': 'ready' });
    await bench.untilQuiet();
    expect(bench.adapter.sink.calls).to.deep.equal([`${order.orderId}/r1`, `${order.orderId}/captures/c1`]);
  });

  it('of an order that is not known yet comes up again when it is', async () => {
    const { bench, order } = await setting();
    bench.service.addCapture(order.orderId, 'c1');
    await bench.flows.captures.poll(never);
    expect(await bench.ledger.captures.list(order.orderId)).to.deep.equal([]);
    await bench.untilQuiet();
    expect(filedCaptures(bench)).to.have.length(1);
  });

  it('that is listed twice is stored once, with its neighbours', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    for (const id of ['c1', 'c2']) bench.service.addCapture(order.orderId, id);
    const listings = await bench.service.captures(new Date(0), never);
    const service = Object.assign(Object.create(bench.service) as typeof bench.service, {
      captures: async () => [...listings, ...listings],
    });
    await bench.build({ service }).captures.poll(never);
    expect(await bench.ledger.captures.list(order.orderId)).to.have.length(2);
  });

  it('waits out a cloud or a chart that is away, and gives up only what is its own fault', async () => {
    const { bench, order } = await setting();
    for (const id of ['c1', 'c2']) bench.service.addCapture(order.orderId, id);
    const fail = (code: 'CLOUD_ERROR' | 'DOWNLOAD_CORRUPT') =>
      ({ do: 'fail', error: new ChairsideError(code) }) as const;
    // The first fails with its neighbour in turn: three times by the cloud's fault, then twice by its own.
    bench.service.script.add(
      'openCapture',
      fail('CLOUD_ERROR'),
      { do: 'pass' },
      fail('CLOUD_ERROR'),
      fail('CLOUD_ERROR'),
      fail('DOWNLOAD_CORRUPT'),
      fail('DOWNLOAD_CORRUPT'),
    );
    await bench.untilQuiet();
    const captures = await bench.ledger.captures.list(order.orderId);
    expect(captures.map(({ captureId, state, attempts }) => [captureId, state, attempts])).to.deep.equal([
      ['c1', 'failed', 2],
      ['c2', 'filed', 0],
    ]);
  });
});
