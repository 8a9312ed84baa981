import { HostileAdapter } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { FlowBench } from './support/flow-bench.js';
import { setting, type Setting } from './support/one-order.js';
import { HOUR, MINUTE } from './support/sample-policy.js';
import { samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

describe('a notification', () => {
  after(closeTestLedger);

  /** A filed scan of our own RX. */
  async function filed(): Promise<Setting> {
    const bench = await FlowBench.open();
    const hostile = new HostileAdapter(bench.adapter);
    bench.build({ adapter: hostile });
    bench.trigger.say(wanted(sampleRx('A')));
    await bench.untilQuiet();
    const order = bench.service.scan(bench.service.open[0]!.rxId);
    await bench.untilQuiet();
    return { bench, order, hostile };
  }
  const fetches = ({ bench }: Setting) => bench.service.calls.filter((call) => call.endsWith('/export')).length;

  it('has a filed scan fetched again, at most every 10 minutes', async () => {
    const at = await filed();
    const { bench, order } = at;
    await bench.clock.advance(HOUR);
    for (let minute = 0; minute < 60; minute += 1) {
      await bench.flows.notification.run(order.rxId!);
      await bench.round();
      await bench.clock.advance(MINUTE);
    }
    expect(fetches(at) - 1).to.equal(6);
    expect((await bench.scan(order.orderId)).revision).to.equal(1);
  });

  it('changes nothing of a filed scan but the time of its next look, however often it comes', async () => {
    const { bench, order } = await filed();
    const before = await bench.scan(order.orderId);
    const told = bench.adapter.status.told.length;
    await bench.clock.advance(MINUTE);
    for (let call = 0; call < 1_000; call += 1) await bench.flows.notification.run(order.rxId!);
    const after = await bench.scan(order.orderId);
    expect(after).to.deep.equal({
      ...before,
      dueAt: before.fetchedAt! + 10 * MINUTE,
      updatedAt: after.updatedAt,
      version: before.version + 1,
    });
    await bench.round();
    expect(await bench.scan(order.orderId)).to.deep.equal(after);
    expect(bench.adapter.status.told).to.have.length(told);
  });

  it('that comes while old files are fetched brings the new ones', async () => {
    for (const during of ['download', 'delivery'] as const) {
      const at = await filed();
      const { bench, order, hostile } = at;
      await bench.clock.advance(HOUR);
      const happens = async () => {
        bench.service.setAsset(order.orderId, 'export', { 'u.stl': during });
        await bench.flows.notification.run(order.rxId!);
      };
      bench.service.setAsset(order.orderId, 'export', { 'u.stl': 'first' });
      await bench.flows.notification.run(order.rxId!);
      if (during === 'delivery') hostile.script.add('sink.deliver', { do: 'meanwhile', happens });
      else bench.service.script.add('openAsset', { do: 'pass' }, { do: 'meanwhile', happens });
      await bench.untilQuiet();
      expect(await bench.scan(order.orderId), during).to.deep.include({ state: 'filed', revision: 3 });
    }
  });

  it('of an unknown RX, or of one that was not scanned, changes nothing', async () => {
    const at = await filed();
    const { bench, order } = at;
    const before = await bench.scan(order.orderId);
    await bench.flows.notification.run('00000000-0000-4000-8000-00000000beef' as typeof order.rxId & string);
    bench.service.addOrder({ rxId: 'feed' as typeof order.rxId & string });
    await bench.flows.notification.run('feed' as typeof order.rxId & string);
    expect(await bench.scan(order.orderId)).to.deep.equal(before);
  });

  it('leaves a scan alone that waits for a person', async () => {
    const at = await setting();
    const { bench, order } = at;
    bench.service.changeOrder(order.orderId, { patient: samplePatient(9), rxId: 'feed' as never });
    await bench.untilQuiet();
    await bench.flows.notification.run('feed' as never);
    expect((await bench.scan(order.orderId)).state).to.equal('review');
  });
});
