import { FakeClock, FakeScanService, FakeStaging } from '@chairside/adapter-testkit';
import { ChairsideError, RxId, type AssetKind, type ScanOrder } from '@chairside/core';
import { expect } from 'chai';
import { inTemporaryFolder, never, samplePatient } from './samples.js';

const submission = { patient: samplePatient(1), doctorId: 77 };

async function listed(service: FakeScanService, from: number, to: number): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  for await (const page of service.orders({ from: new Date(from), to: new Date(to) }, never))
    pages.push(page.map(({ orderId }) => orderId));
  return pages;
}

function sources(service: FakeScanService, order: ScanOrder, ...kinds: readonly AssetKind[]) {
  return kinds.map((kind) => ({
    kind,
    open: (range: undefined | { from: number; validator: string }) => service.openAsset(order, kind, range, never),
  }));
}

describe('FakeScanService', () => {
  it('takes an RX, lets it be scanned or withdrawn, not both', async () => {
    const service = new FakeScanService(new FakeClock());
    const [one, other] = [await service.submit(submission, never), await service.submit(submission, never)];
    const order = service.scan(one);
    expect(await service.orderByRx(one, never)).to.deep.equal(order);
    await service.withdraw(other, never);
    expect(service.open).to.deep.equal([]);
    for (const rxId of [one, other, RxId('unknown')]) {
      const error: unknown = await service.withdraw(rxId, never).catch((thrown: unknown) => thrown);
      expect(ChairsideError.is(error) && error.code).to.equal('RX_UNKNOWN_TO_CLOUD');
    }
  });

  it('lists the orders of a window page by page, in either order', async () => {
    const clock = new FakeClock(0);
    const service = new FakeScanService(clock);
    for (let day = 0; day < 4; day += 1) {
      service.addOrder();
      await clock.advance(1000);
    }
    expect(await listed(service, 0, 2000)).to.deep.equal([['900000001', '900000002'], ['900000003']]);
    service.newestFirst = true;
    expect(await listed(service, 1000, 9000)).to.deep.equal([['900000004', '900000003'], ['900000002']]);
    expect(await listed(service, 8000, 9000)).to.deep.equal([[]]);
  });

  it('loses the answer of a call whose effect stands, by script', async () => {
    const service = new FakeScanService(new FakeClock());
    service.script.add('submit', { do: 'fail-after', error: new ChairsideError('RX_IN_DOUBT') });
    const error: unknown = await service.submit(submission, never).catch((thrown: unknown) => thrown);
    expect(ChairsideError.is(error) && error.code).to.equal('RX_IN_DOUBT');
    expect(service.open).to.have.length(1);
    expect(service.calls).to.deep.equal(['submit 1001']);
  });

  it('gives an asset as bytes that can be asked for from the middle on', async () => {
    const service = new FakeScanService(new FakeClock());
    const order = service.addOrder();
    const whole = await service.openAsset(order, 'export', undefined, never);
    if (whole === 'none') throw new Error('There is an export.');
    const rest = await service.openAsset(order, 'export', { from: 5, validator: whole.validator! }, never);
    expect(rest !== 'none' && rest.offset).to.equal(5);
    service.setAsset(order.orderId, 'export', { 'a.stl': 'new' });
    const changed = await service.openAsset(order, 'export', { from: 5, validator: whole.validator! }, never);
    expect(changed !== 'none' && changed.offset).to.equal(0);
    expect(await service.openAsset(order, 'captures', undefined, never)).to.equal('none');
  });
});

describe('FakeStaging', () => {
  it('holds what it fetched, with a digest over the lasting files of the export', () =>
    inTemporaryFolder(async (folder) => {
      const service = new FakeScanService(new FakeClock());
      const order = service.addOrder();
      const staging = new FakeStaging(folder);
      const fetch = () =>
        staging.fetchScan('job', sources(service, order, 'export', 'gallery', 'captures'), () => undefined, never);
      service.setAsset(order.orderId, 'export', { 'a.stl': 'mesh', 'a.html': 'made at 8:00' });
      const staged = await fetch();
      expect(staged.archives.map(({ kind }) => kind)).to.deep.equal(['export', 'gallery']);
      expect(await staging.holds(staged)).to.equal(true);
      service.setAsset(order.orderId, 'export', { 'a.stl': 'mesh', 'a.html': 'made at 9:00' });
      expect((await fetch()).digest).to.equal(staged.digest);
      service.setAsset(order.orderId, 'export', { 'a.stl': 'MESH', 'a.html': 'made at 9:00' });
      expect((await fetch()).digest).not.to.equal(staged.digest);
      await staging.sweep(new Set());
      expect(await staging.holds(staged)).to.equal(false);
      expect(await staging.jobs()).to.deep.equal([]);
    }));
});
