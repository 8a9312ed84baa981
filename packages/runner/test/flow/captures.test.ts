import { FakeScanService } from '@chairside/adapter-testkit';
import { ChairsideError, type ScanOrder } from '@chairside/core';
import type { CaptureListing } from '@chairside/core/house';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { DAY, MINUTE } from './support/sample-policy.js';
import { samplePatient } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';
import { wrapLedger } from './support/wrap-ledger.js';

async function setting(): Promise<{ bench: FlowBench; order: ScanOrder }> {
  const bench = await FlowBench.open({ retry: { maxAttempts: 2 } });
  for (const number of [1, 2]) bench.adapter.patients.put(samplePatient(number));
  return { bench, order: bench.service.addOrder({ patient: samplePatient(1) }) };
}

/** Keys of the captures that were filed, and for whom, in their order. */
function filedCaptures({ adapter }: FlowBench): readonly string[] {
  return adapter.sink.calls.filter((key) => key.includes('/captures/'));
}

/** The states of an order's captures, by name; `!` where something is due. */
async function states({ ledger }: FlowBench, { orderId }: ScanOrder): Promise<readonly string[]> {
  const captures = await ledger.captures.list(orderId);
  return captures.map(({ captureId, state, dueAt }) => `${captureId} ${state}${dueAt === undefined ? '' : '!'}`);
}

const opened = ({ service }: FlowBench): number =>
  service.calls.filter((call) => call.startsWith('openCapture')).length;

/** The cloud lists its captures in another way. */
function listAs(
  { service }: FlowBench,
  change: (listed: readonly CaptureListing[], since: Date) => readonly CaptureListing[],
): void {
  const { captures } = FakeScanService.prototype;
  service.captures = async (since, signal) =>
    change(await captures.call(service, new Date(0), signal), since ?? new Date(0));
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
    expect((await bench.scan(order.orderId)).revision).to.equal(1);
  });

  for (const [reading, dayOf] of [
    ['the day of the scan', (_: CaptureListing, order: ScanOrder) => order.scannedAt],
    ['the day of the capture', ({ createdAt }: CaptureListing) => createdAt],
  ] as const) {
    it(`is filed also weeks after its scan, where the date of the list means ${reading}`, async () => {
      const { bench, order } = await setting();
      const asked: number[] = [];
      listAs(bench, (listed, since) => {
        asked.push((bench.clock.now() - since.getTime()) / DAY);
        return listed.filter((capture) => Date.parse(dayOf(capture, order)) >= since.getTime());
      });
      await bench.untilQuiet();
      for (const [day, id] of [
        [50, 'c1'],
        [39, 'c2'],
      ] as const) {
        await bench.clock.advance(day * DAY);
        bench.service.addCapture(order.orderId, id);
        await bench.untilQuiet();
      }
      expect(filedCaptures(bench)).to.deep.equal([`${order.orderId}/captures/c1`, `${order.orderId}/captures/c2`]);
      expect(new Set(asked)).to.deep.equal(new Set([90]));
    });
  }

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

  it('costs nothing while its scan is in the review inbox, dismissed or failed, and is filed when that is', async () => {
    for (const [why, spoil, mend] of [
      [
        'review',
        ({ service }: FlowBench, { orderId }: ScanOrder) => service.changeOrder(orderId, { patient: samplePatient(9) }),
        ({ scanDesk }: FlowBench, { orderId }: ScanOrder) => scanDesk.assign(orderId, samplePatient(5)),
      ],
      [
        'dismissed',
        ({ service }: FlowBench, { orderId }: ScanOrder) => service.changeOrder(orderId, { patient: samplePatient(9) }),
        async ({ scanDesk, service, flows, pairing }: FlowBench, { orderId }: ScanOrder) => {
          service.changeOrder(orderId, { patient: samplePatient(1), notes: 'mended' });
          await flows.pollOrders.run(pairing, never);
          return scanDesk.retry(orderId);
        },
      ],
      [
        'failed',
        ({ service }: FlowBench, { orderId }: ScanOrder) => service.setAsset(orderId, 'export', 'not-ready'),
        async ({ scanDesk, service }: FlowBench, { orderId }: ScanOrder) => {
          service.setAsset(orderId, 'export', { 'u.stl': 'ready' });
          return scanDesk.retry(orderId);
        },
      ],
    ] as const) {
      const { bench, order } = await setting();
      spoil(bench, order);
      bench.service.addCapture(order.orderId, 'c1');
      await bench.untilQuiet();
      if (why === 'dismissed') await bench.scanDesk.dismiss(order.orderId);
      await bench.untilQuiet();
      expect((await bench.scan(order.orderId)).state).to.equal(why);
      expect([await states(bench, order), opened(bench)], why).to.deep.equal([['c1 listed'], 0]);
      expect(await bench.ledger.nextDueAt('captures'), why).to.equal(undefined);
      await mend(bench, order);
      await bench.untilQuiet();
      expect(await states(bench, order), why).to.deep.equal(['c1 filed']);
    }
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

  it('is not forgotten when its scan is filed in the moment in which it is put off', async () => {
    const { bench, order } = await setting();
    bench.service.addCapture(order.orderId, 'c1');
    await bench.flows.pollOrders.run(bench.pairing, never);
    await bench.flows.captures.poll(never);
    const { workScans } = bench.flows;
    let between = true;
    const ledger = wrapLedger(bench.ledger, async ({ captures }, store) => {
      if (captures !== undefined && between) {
        between = false;
        await workScans.run(never);
      }
      return store();
    });
    await bench.build({ ledger }).captures.run(never);
    expect(await states(bench, order)).to.deep.equal(['c1 filed']);
  });

  it('does not follow its scan into the chart of somebody whom the order no longer names', async () => {
    const { bench, order } = await setting();
    bench.service.addCapture(order.orderId, 'before');
    await bench.untilQuiet();
    bench.service.changeOrder(order.orderId, { patient: samplePatient(2), status: 'Lab Review' });
    bench.service.addCapture(order.orderId, 'after');
    await bench.flows.pollOrders.run(bench.pairing, never);
    await bench.flows.captures.poll(never);
    await bench.flows.captures.run(never);
    await bench.untilQuiet();
    expect(filedCaptures(bench)).to.deep.equal([`${order.orderId}/captures/before`]);
    expect((await bench.scan(order.orderId)).state).to.equal('review');
    // A person says whose it is: what was filed for the other one belongs there as well.
    await bench.scanDesk.assign(order.orderId, samplePatient(2));
    await bench.untilQuiet();
    const filed = [...bench.adapter.sink.deliveries.values()].map(
      ({ kind, patient, files }) => `${kind} ${patient.ref} ${kind === 'capture' ? files[0]?.name.slice(25, -4) : ''}`,
    );
    expect(filed).to.have.members([
      'scan P1 ',
      'capture P1 before',
      'scan P2 ',
      'capture P2 after',
      'capture P2 before',
    ]);
    expect(await states(bench, order)).to.deep.equal(['after filed', 'before filed']);
  });

  it('has a filed scan judged anew that names somebody else by now', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    const filed = await bench.scan(order.orderId);
    await bench.ledger.commit({ scans: [{ ...filed, order: { ...filed.order, patient: samplePatient(2) } }] });
    bench.service.addCapture(order.orderId, 'c1');
    await bench.untilQuiet();
    expect([(await bench.scan(order.orderId)).state, await states(bench, order)]).to.deep.equal([
      'review',
      ['c1 listed'],
    ]);
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
    listAs(bench, (listed) => [...listed, ...listed]);
    await bench.flows.captures.poll(never);
    expect(await bench.ledger.captures.list(order.orderId)).to.have.length(2);
  });

  it('whose address changes is filed once, and by the new address where it is not filed yet', async () => {
    const { bench, order } = await setting();
    bench.service.addCapture(order.orderId, 'c1');
    await bench.untilQuiet();
    bench.service.setAsset(order.orderId, 'export', 'not-ready');
    const late = bench.service.addOrder({ patient: samplePatient(2) });
    bench.service.setAsset(late.orderId, 'export', 'not-ready');
    bench.service.addCapture(late.orderId, 'c2');
    await bench.round();
    listAs(bench, (listed) => listed.map((capture) => ({ ...capture, url: `${capture.url}?signed=anew` })));
    await bench.flows.captures.poll(never);
    const urls = [
      ...(await bench.ledger.captures.list(late.orderId)),
      ...(await bench.ledger.captures.list(order.orderId)),
    ];
    expect(urls.map(({ url }) => url)).to.deep.equal([
      'https://fake.example/c2?signed=anew',
      'https://fake.example/c1',
    ]);
    bench.service.setAsset(late.orderId, 'export', { 'u.stl': 'ready' });
    await bench.untilQuiet();
    expect(bench.service.calls.filter((call) => call.startsWith('openCapture'))).to.include.members([
      'openCapture https://fake.example/c1',
      'openCapture https://fake.example/c2?signed=anew',
    ]);
    expect(filedCaptures(bench)).to.deep.equal([`${order.orderId}/captures/c1`]);
  });

  it('is delivered again under the same key after a crash between delivery and commit', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    bench.service.addCapture(order.orderId, 'c1');
    const ledger = wrapLedger(bench.ledger, async ({ captures }, store) => {
      if (captures?.some(({ state }) => state === 'filed') === true) throw new Error('The process ends.');
      return store();
    });
    const { captures } = bench.build({ ledger });
    await captures.poll(never);
    await captures.run(never).catch(() => undefined);
    await bench.restart();
    await bench.untilQuiet();
    const key = `${order.orderId}/captures/c1`;
    expect(filedCaptures(bench)).to.deep.equal([key, key]);
    expect([...bench.adapter.sink.chart.keys()].filter((path) => path.includes('/captures/'))).to.have.length(1);
    expect(await states(bench, order)).to.deep.equal(['c1 filed']);
  });

  it('is filed again by a redelivery where the chart lost it, and only then', async () => {
    const { bench, order } = await setting();
    for (const id of ['c1', 'c2']) bench.service.addCapture(order.orderId, id);
    await bench.untilQuiet();
    const [lost] = [...bench.adapter.sink.chart.keys()].filter((path) => path.includes('_c1.'));
    bench.adapter.sink.lose(lost!);
    await bench.untilQuiet();
    expect(bench.adapter.sink.chart.has(lost!)).to.equal(false);
    await bench.scanDesk.redeliver(order.orderId);
    await bench.untilQuiet();
    expect(bench.adapter.sink.chart.has(lost!)).to.equal(true);
    expect(filedCaptures(bench).map((key) => key.slice(-2))).to.deep.equal(['c1', 'c2', 'c1']);
    expect(opened(bench)).to.equal(3);
    expect(await states(bench, order)).to.deep.equal(['c1 filed', 'c2 filed']);
  });

  it('that was moved to another chart, and is lost there, is filed there again under the key it has there', async () => {
    const { bench, order } = await setting();
    bench.service.addCapture(order.orderId, 'c1');
    await bench.untilQuiet();
    bench.service.changeOrder(order.orderId, { patient: samplePatient(2), status: 'Lab Review' });
    await bench.untilQuiet();
    await bench.scanDesk.assign(order.orderId, samplePatient(2));
    await bench.untilQuiet();
    const { sink } = bench.adapter;
    const inChart = [...sink.chart.keys()];
    sink.lose(inChart.find((path) => path.startsWith('P2/') && path.includes('/captures/'))!);
    await bench.scanDesk.redeliver(order.orderId);
    await bench.untilQuiet();
    expect([...sink.chart.keys()]).to.have.members(inChart);
    const key = `${order.orderId}/captures/c1`;
    expect(filedCaptures(bench)).to.deep.equal([key, `${key}/r2`, `${key}/r2`]);
  });

  it('is not put back by a redelivery where a person took it out of the chart', async () => {
    const { bench, order } = await setting();
    bench.service.addCapture(order.orderId, 'c1');
    await bench.untilQuiet();
    const taken = [...bench.adapter.sink.chart.keys()].find((path) => path.includes('_c1.'));
    bench.adapter.sink.remove(taken!);
    await bench.scanDesk.redeliver(order.orderId);
    await bench.untilQuiet();
    expect(bench.adapter.sink.chart.has(taken!)).to.equal(false);
    expect(filedCaptures(bench)).to.have.length(1);
    expect(await states(bench, order)).to.deep.equal(['c1 filed']);
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
    expect(await bench.staging.jobs()).to.deep.equal([]);
  });

  it('that failed is tried again when a person says so or when its file is elsewhere, and can be dismissed', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    bench.service.addCapture(order.orderId, 'c1');
    const refuse = (): void => {
      const refusal = { do: 'fail', error: new ChairsideError('CLOUD_REFUSED') } as const;
      bench.service.script.add('openCapture', refusal, refusal);
    };
    refuse();
    await bench.untilQuiet();
    expect(await states(bench, order)).to.deep.equal(['c1 failed']);
    const [failed] = await bench.ledger.captures.failed(10);
    expect([failed?.problem?.code, failed?.attempts]).to.deep.equal(['CLOUD_REFUSED', 2]);

    refuse();
    expect((await bench.scanDesk.retry(order.orderId)).kind).to.equal('done');
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
    await bench.untilQuiet();
    expect([await states(bench, order), opened(bench)]).to.deep.equal([['c1 failed'], 4]);

    listAs(bench, (listed) => listed.map((capture) => ({ ...capture, url: `${capture.url}?signed=anew` })));
    await bench.flows.captures.poll(never);
    expect(await states(bench, order)).to.deep.equal(['c1 failed']);
    expect((await bench.scanDesk.dismiss(order.orderId)).kind).to.equal('done');
    expect([await states(bench, order), await bench.ledger.captures.failed(10)]).to.deep.equal([['c1 dismissed'], []]);
    expect((await bench.scanDesk.dismiss(order.orderId)).kind).to.equal('refused');
    expect((await bench.scanDesk.retry(order.orderId)).kind).to.equal('refused');

    bench.service.addCapture(order.orderId, 'c2');
    refuse();
    await bench.untilQuiet();
    listAs(bench, (listed) =>
      listed.map((capture) => ({ ...capture, url: `https://other.example/${capture.captureId}` })),
    );
    await bench.flows.captures.poll(never);
    expect(await states(bench, order)).to.deep.equal(['c1 dismissed', 'c2 listed!']);
  });
});
