import { OrderId, type ScanOrder } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { DAY, HOUR, MINUTE } from './support/sample-policy.js';
import { samplePatient } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

/** A bench with a few orders of known patients, one scanned every hour. */
async function benchWith(count: number): Promise<{ bench: FlowBench; orders: readonly ScanOrder[] }> {
  const bench = await FlowBench.open();
  const orders: ScanOrder[] = [];
  for (let number = 1; number <= count; number += 1) {
    bench.adapter.patients.put(samplePatient(number));
    orders.push(bench.service.addOrder({ patient: samplePatient(number) }));
    await bench.clock.advance(HOUR);
  }
  return { bench, orders };
}

/** The windows that were asked for, as [from, to] in milliseconds since 1970; one for each page. */
function windows(bench: FlowBench): readonly (readonly [number, number])[] {
  const calls = bench.service.calls.filter((call) => call.startsWith('orders '));
  return calls.map((call) => call.split(' ').slice(1).map(Date.parse) as unknown as readonly [number, number]);
}

async function known(bench: FlowBench): Promise<readonly string[]> {
  return (await bench.ledger.scans.list({})).map(({ orderId }) => orderId).sort();
}

describe('polling orders', () => {
  after(closeTestLedger);

  for (const newestFirst of [false, true]) {
    it(`takes all pages, ${newestFirst ? 'newest' : 'oldest'} first, each order once`, async () => {
      const { bench, orders } = await benchWith(5);
      bench.service.newestFirst = newestFirst;
      expect(await bench.flows.pollOrders.run(bench.pairing, never)).to.equal(5);
      expect(await bench.flows.pollOrders.run(bench.pairing, never)).to.equal(0);
      expect(await known(bench)).to.deep.equal(orders.map(({ orderId }) => orderId));
    });
  }

  it('first reads from scans.since, else from the day of the first pairing', async () => {
    const { bench } = await benchWith(0);
    await bench.flows.pollOrders.run(bench.pairing, never);
    expect(windows(bench)[0]).to.deep.equal([Date.UTC(2026, 0, 5), bench.clock.now()]);
    const since = Date.UTC(2025, 0, 1);
    const earlier = await FlowBench.open({ scans: { since } });
    earlier.service.addOrder({ scannedAt: new Date(since - 1).toISOString() });
    const order = earlier.service.addOrder({ scannedAt: new Date(since).toISOString() });
    await earlier.flows.pollOrders.run(earlier.pairing, never);
    expect(windows(earlier)[0]?.[0]).to.equal(since);
    expect(await known(earlier)).to.deep.equal([order.orderId]);
  });

  it('fetches nothing older than since, though the cloud lists it', async () => {
    const { bench, orders } = await benchWith(1);
    const old = { ...orders[0]!, orderId: OrderId(1), scannedAt: '2026-01-04T23:59:59.999Z' };
    const undated = { ...orders[0]!, orderId: OrderId(2), scannedAt: 'some day' };
    const service = Object.assign(Object.create(bench.service) as typeof bench.service, {
      async *orders() {
        yield [old, undated];
      },
    });
    await bench.build({ service }).pollOrders.run(bench.pairing, never);
    expect(await known(bench)).to.deep.equal(['2']);
  });

  it('then overlaps with the last poll, and sweeps the lookback once a day', async () => {
    const { bench } = await benchWith(0);
    const paired = bench.clock.now();
    await bench.clock.advance(100 * DAY);
    const poll = async () => {
      bench.service.calls.length = 0;
      await bench.flows.pollOrders.run(bench.pairing, never);
      return windows(bench)[0]![0];
    };
    expect(await poll()).to.equal(Math.floor(paired / DAY) * DAY);
    await bench.clock.advance(MINUTE);
    expect(await poll()).to.equal(bench.clock.now() - MINUTE - 2 * DAY);
    await bench.clock.advance(DAY);
    expect(await poll()).to.equal(bench.clock.now() - 90 * DAY);
    await bench.clock.advance(MINUTE);
    expect(await poll()).to.equal(bench.clock.now() - MINUTE - 2 * DAY);
  });

  it('finds with the sweep what was listed weeks after it was scanned', async () => {
    const { bench } = await benchWith(0);
    await bench.flows.pollOrders.run(bench.pairing, never);
    const scannedAt = new Date(bench.clock.now()).toISOString();
    await bench.clock.advance(40 * DAY);
    await bench.flows.pollOrders.run(bench.pairing, never);
    const late = bench.service.addOrder({ scannedAt });
    await bench.clock.advance(HOUR);
    expect(await bench.flows.pollOrders.run(bench.pairing, never)).to.equal(0);
    await bench.clock.advance(DAY);
    expect(await bench.flows.pollOrders.run(bench.pairing, never)).to.equal(1);
    expect(await known(bench)).to.deep.equal([late.orderId]);
  });

  it('reads the lookback after a re-pairing, and further back where the pause was longer', async () => {
    const { bench } = await benchWith(0);
    await bench.flows.pollOrders.run(bench.pairing, never);
    const last = bench.clock.now();
    for (const [pause, from] of [
      [10 * DAY, (now: number) => now - 90 * DAY],
      [200 * DAY, (now: number) => now - 200 * DAY - 2 * DAY],
    ] as const) {
      await bench.clock.advance(pause);
      bench.service.calls.length = 0;
      const firstPairedAt = last - 400 * DAY;
      await bench.flows.pollOrders.run({ pairedAt: bench.clock.now(), firstPairedAt }, never);
      expect(windows(bench)[0]?.[0]).to.equal(from(bench.clock.now()));
    }
  });

  it('asks for nothing before since, however far a sweep would reach', async () => {
    const { bench } = await benchWith(0);
    await bench.flows.pollOrders.run(bench.pairing, never);
    await bench.clock.advance(2 * DAY);
    await bench.flows.pollOrders.run(bench.pairing, never);
    expect(windows(bench).map(([from]) => from)).to.deep.equal([Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 5)]);
  });

  it('is not blind after a clock of the future was put right', async () => {
    const { bench } = await benchWith(1);
    const future = await FlowBench.open();
    await future.clock.advance(300 * DAY);
    const { pollOrders } = future.build({ ledger: bench.ledger });
    await pollOrders.run(bench.pairing, never);
    bench.service.addOrder({ patient: samplePatient(1) });
    expect(await bench.flows.pollOrders.run(bench.pairing, never)).to.equal(2);
  });

  it('moves on only when the last page was read', async () => {
    const { bench, orders } = await benchWith(5);
    bench.service.script.add('orders', { do: 'pass' }, { do: 'fail', error: new Error('cut') });
    await bench.flows.pollOrders.run(bench.pairing, never).catch(() => undefined);
    expect(await known(bench)).to.have.length(2);
    await bench.clock.advance(10 * DAY);
    await bench.flows.pollOrders.run(bench.pairing, never);
    expect(await known(bench)).to.deep.equal(orders.map(({ orderId }) => orderId));
  });

  it('takes an order that stands twice on a page, or on two', async () => {
    const { bench, orders } = await benchWith(3);
    const service = Object.assign(Object.create(bench.service) as typeof bench.service, {
      async *orders() {
        yield [orders[0]!, orders[1]!, orders[0]!];
        yield [orders[1]!, orders[2]!];
      },
    });
    await bench.build({ service }).pollOrders.run(bench.pairing, never);
    expect(await known(bench)).to.have.length(3);
  });

  it('keeps a status never seen before as it is', async () => {
    const { bench, orders } = await benchWith(1);
    bench.service.changeOrder(orders[0]!.orderId, { status: 'Sent to the Moon' });
    await bench.untilQuiet();
    expect(await bench.scan(orders[0]!.orderId)).to.deep.include({ state: 'filed' });
    expect((await bench.scan(orders[0]!.orderId)).order.status).to.equal('Sent to the Moon');
  });

  it('never drops what is no longer listed', async () => {
    const { bench, orders } = await benchWith(1);
    await bench.flows.pollOrders.run(bench.pairing, never);
    bench.service.changeOrder(orders[0]!.orderId, { scannedAt: '2020-01-01T00:00:00.000Z' });
    await bench.flows.pollOrders.run(bench.pairing, never);
    expect((await bench.scan(orders[0]!.orderId)).order.scannedAt).to.equal(orders[0]!.scannedAt);
  });

  for (const [what, change] of [
    ['status', { status: 'Lab Review' }],
    ['scanning date', { scannedAt: '2026-01-05T08:30:00.000Z' }],
    ['preps', { preps: [{ tooth: 8 }] }],
    ['notes', { notes: 'rescanned' }],
    ['addresses', { assets: { export: 'https://files.example/2' } }],
  ] as const) {
    it(`fetches again when the ${what} changed`, async () => {
      const { bench, orders } = await benchWith(1);
      const { orderId } = orders[0]!;
      bench.service.changeOrder(orderId, { assets: { export: 'https://files.example/1?sig=a' } });
      await bench.untilQuiet();
      const fetches = () => bench.service.calls.filter((call) => call === `openAsset ${orderId}/export`).length;
      expect(fetches()).to.equal(1);
      bench.service.changeOrder(orderId, { assets: { export: 'https://files.example/1?sig=b' }, ...change });
      await bench.untilQuiet();
      expect(fetches()).to.equal(2);
      expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', revision: 1 });
    });
  }

  it('does not fetch again for another signature in an address', async () => {
    const { bench, orders } = await benchWith(1);
    const { orderId } = orders[0]!;
    for (const signature of ['a', 'b', 'c']) {
      bench.service.changeOrder(orderId, { assets: { export: `https://files.example/1?sig=${signature}` } });
      await bench.untilQuiet();
    }
    expect(bench.service.calls.filter((call) => call === `openAsset ${orderId}/export`)).to.have.length(1);
  });

  it('looks again at a changed order in the review inbox or failed, but not at a dismissed one', async () => {
    const { bench, orders } = await benchWith(1);
    const { orderId } = orders[0]!;
    bench.service.changeOrder(orderId, { patient: samplePatient(9) });
    await bench.untilQuiet();
    expect((await bench.scan(orderId)).state).to.equal('review');
    await bench.scanDesk.dismiss(orderId);
    bench.service.changeOrder(orderId, { patient: samplePatient(1), status: 'Lab Review' });
    await bench.untilQuiet();
    expect((await bench.scan(orderId)).state).to.equal('dismissed');
    await bench.scanDesk.retry(orderId);
    await bench.untilQuiet();
    expect((await bench.scan(orderId)).state).to.equal('filed');
  });
});
