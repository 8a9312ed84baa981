import { ChairsideError, type ChairsideErrorCode } from '@chairside/core';
import { expect } from 'chai';
import { failure } from './support/failure.js';
import { never } from './support/flow-bench.js';
import { setting, type Setting } from './support/one-order.js';
import { DAY, MINUTE } from './support/sample-policy.js';
import { samplePatient } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

function keys({ bench }: Setting): readonly string[] {
  return [...bench.adapter.sink.deliveries.keys()];
}

describe('a scan whose way into the chart is blocked or broken off', () => {
  after(closeTestLedger);

  it('waits for its files by the schedule, capped by maxDelay, and then for a person', async () => {
    const { bench, order } = await setting({ retry: { maxDelay: 10 * MINUTE } });
    const { orderId } = order;
    bench.service.setAsset(orderId, 'export', 'not-ready');
    const waits: number[] = [];
    for (;;) {
      await bench.round();
      const { state, dueAt = 0 } = await bench.scan(orderId);
      if (state !== 'not-ready') break;
      waits.push((dueAt - bench.clock.now()) / MINUTE);
      await bench.clock.advance(dueAt - bench.clock.now());
    }
    expect(waits).to.deep.equal([2, 2, 4, 8, 10, 10]);
    expect((await bench.scan(orderId)).problem?.code).to.equal('SCAN_NEVER_READY');
    bench.service.setAsset(orderId, 'export', { 'u.stl': 'late' });
    await bench.scanDesk.retry(orderId);
    await bench.untilQuiet();
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', notReady: 0 });
  });

  it('never fails for what is not its own fault, however long it lasts', async () => {
    const at = await setting({ retry: { maxAttempts: 2 } });
    const { bench, order, hostile } = at;
    bench.service.script.add(
      'openAsset',
      ...['CLOUD_UNREACHABLE', 'CLOUD_ERROR', 'CLOUD_BUSY', 'DOWNLOAD_CUT'].flatMap((code) =>
        Array.from({ length: 10 }, () => failure(code as ChairsideErrorCode)),
      ),
    );
    hostile.script.add('sink.deliver', ...Array.from({ length: 30 }, () => failure('CHART_UNREACHABLE')));
    hostile.script.add('patients.search', ...Array.from({ length: 10 }, () => failure('CHART_UNREACHABLE')));
    await bench.untilQuiet(3 * DAY);
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', attempts: 0, revision: 1 });
    expect(keys(at)).to.have.length(1);
  });

  it('is fetched once while only the chart is away', async () => {
    const { bench, order, hostile } = await setting();
    hostile.script.add('sink.deliver', ...Array.from({ length: 5 }, () => failure('CHART_FULL')));
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
    expect(bench.service.calls.filter((call) => call.endsWith('/export'))).to.have.length(1);
  });

  it('fails after maxAttempts of its own fault, and only then', async () => {
    const { bench, order } = await setting({ retry: { maxAttempts: 3 } });
    bench.service.script.add(
      'openAsset',
      failure('DOWNLOAD_CORRUPT'),
      failure('CLOUD_ERROR'),
      failure('ZIP_REFUSED'),
      failure('DOWNLOAD_CORRUPT'),
    );
    await bench.round();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'listed', attempts: 1 });
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'failed', attempts: 3 });
    await bench.scanDesk.retry(order.orderId);
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', attempts: 0 });
  });

  it('waits for a person where something foreign stands in its place', async () => {
    const { bench, order, hostile } = await setting();
    hostile.script.add('sink.deliver', failure('CHART_CONFLICT'));
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).problem?.code).to.equal('CHART_CONFLICT');
    await bench.scanDesk.retry(order.orderId);
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
  });

  it('ends the round where the clinic is not paired, without harm to any scan', async () => {
    const { bench, order } = await setting({ retry: { maxAttempts: 1 } });
    for (let number = 0; number < 5; number += 1) bench.service.addOrder({ patient: samplePatient(1) });
    await bench.flows.pollOrders.run(bench.pairing, never);
    bench.service.script.add('openAsset', ...Array.from({ length: 6 }, () => failure('PAIRING_ENDED')));
    const thrown: unknown = await bench.flows.workScans.run(never).catch((error: unknown) => error);
    expect(ChairsideError.is(thrown) && thrown.code).to.equal('PAIRING_ENDED');
    expect(bench.service.calls.filter((call) => call.startsWith('openAsset')).length).to.be.lessThan(4);
    bench.service.script.clear();
    await bench.untilQuiet();
    expect(await bench.ledger.scans.countByState()).to.deep.equal({ filed: 6 });
    expect(await bench.scan(order.orderId)).to.deep.include({ attempts: 0 });
  });

  for (const code of ['DPMS_UNREACHABLE', 'DPMS_LOGIN_REFUSED', 'ADAPTER_CRASHED', 'ADAPTER_STUCK'] as const) {
    it(`ends the round where an adapter can do nothing for anybody: ${code}`, async () => {
      const { bench, hostile } = await setting();
      for (let number = 0; number < 5; number += 1) bench.service.addOrder({ patient: samplePatient(1) });
      await bench.flows.pollOrders.run(bench.pairing, never);
      hostile.script.add('sink.deliver', ...Array.from({ length: 6 }, () => failure(code)));
      const thrown: unknown = await bench.flows.workScans.run(never).catch((error: unknown) => error);
      expect(ChairsideError.is(thrown) && thrown.code).to.equal(code);
      expect((await bench.ledger.scans.countByState()).listed).to.be.greaterThan(2);
    });
  }

  it('is fetched again when its verified files vanished', async () => {
    const at = await setting();
    const { bench, order, hostile } = at;
    hostile.script.add('sink.deliver', failure('CHART_UNREACHABLE'));
    await bench.round();
    expect((await bench.scan(order.orderId)).state).to.equal('verified');
    for (const job of await bench.staging.jobs()) await bench.staging.discard(job);
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
    expect(bench.service.calls.filter((call) => call.endsWith('/export'))).to.have.length(2);
  });

  for (const error of [undefined, 'CLOUD_ERROR', 'SCAN_NOT_READY', 'DOWNLOAD_CORRUPT'] as const) {
    it(`stays dismissed by a person during its download, which ${error === undefined ? 'succeeds' : `ends with ${error}`}`, async () => {
      const at = await setting();
      const { bench, order } = at;
      const happens = async () => {
        await bench.ledger.commit({
          scans: [{ ...(await bench.scan(order.orderId)), state: 'dismissed', dueAt: undefined }],
        });
      };
      bench.service.script.add('openAsset', {
        do: 'meanwhile',
        happens,
        ending: error === undefined ? { do: 'pass' } : failure(error),
      });
      await bench.untilQuiet();
      expect((await bench.scan(order.orderId)).state).to.equal('dismissed');
      expect(keys(at)).to.deep.equal([]);
      await bench.scanDesk.retry(order.orderId);
      await bench.untilQuiet();
      expect((await bench.scan(order.orderId)).state).to.equal('filed');
    });
  }

  it('goes two at once, no more', async () => {
    const { bench } = await setting();
    for (let number = 0; number < 6; number += 1) bench.service.addOrder({ patient: samplePatient(1) });
    await bench.flows.pollOrders.run(bench.pairing, never);
    let now = 0;
    let most = 0;
    const fetchScan = bench.staging.fetchScan.bind(bench.staging);
    const staging = Object.assign(Object.create(bench.staging) as typeof bench.staging, {
      fetchScan: async (...args: Parameters<typeof fetchScan>) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        return await fetchScan(...args).finally(() => (now -= 1));
      },
      holds: bench.staging.holds.bind(bench.staging),
      discard: bench.staging.discard.bind(bench.staging),
    });
    await bench.build({ staging }).workScans.run(never);
    expect(most).to.equal(2);
    expect(await bench.ledger.scans.countByState()).to.deep.equal({ filed: 7 });
  });

  it('goes on after an abort in the middle: nothing failed, nothing is counted', async () => {
    const at = await setting({ retry: { maxAttempts: 1 } });
    const { bench, order } = at;
    bench.service.addOrder({ patient: samplePatient(1) });
    await bench.flows.pollOrders.run(bench.pairing, never);
    bench.service.script.add('openAsset', { do: 'stall' }, { do: 'stall' });
    const stop = new AbortController();
    const working = bench.flows.workScans.run(stop.signal);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await working;
    expect(await bench.ledger.scans.countByState()).to.deep.equal({ listed: 2 });
    expect((await bench.scan(order.orderId)).problem?.code).to.equal('STOPPED');
    await bench.restart();
    await bench.untilQuiet();
    expect(await bench.ledger.scans.countByState()).to.deep.equal({ filed: 2 });
    expect(await bench.scan(order.orderId)).to.deep.include({ attempts: 0 });
  });

  it('ends what is under way and takes nothing new when it is asked to stop', async () => {
    const { bench } = await setting();
    for (let number = 0; number < 4; number += 1) bench.service.addOrder({ patient: samplePatient(1) });
    await bench.flows.pollOrders.run(bench.pairing, never);
    const stopping = new AbortController();
    bench.service.script.add('openAsset', { do: 'meanwhile', happens: async () => stopping.abort() });
    await bench.flows.workScans.run(never, stopping.signal);
    const { filed = 0, listed = 0 } = await bench.ledger.scans.countByState();
    expect([filed >= 1 && filed <= 2, filed + listed]).to.deep.equal([true, 5]);
  });

  it('does not run in circles over one that is due though nothing is to be done', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    const filed = await bench.scan(order.orderId);
    await bench.ledger.commit({ scans: [{ ...filed, state: 'dismissed', dueAt: bench.clock.now() }] });
    await bench.flows.workScans.run(never);
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'dismissed', revision: 1 });
    expect((await bench.scan(order.orderId)).dueAt).to.equal(undefined);
  });
});
