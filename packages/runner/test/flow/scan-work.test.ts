import { OrderId, RxKey } from '@chairside/core';
import { expect } from 'chai';
import { failure } from './support/failure.js';
import { FlowBench, never } from './support/flow-bench.js';
import { setting, type Setting } from './support/one-order.js';
import { samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

function keys({ bench }: Setting): readonly string[] {
  return [...bench.adapter.sink.deliveries.keys()];
}

describe('a scan on its way into the chart', () => {
  after(closeTestLedger);

  it('is filed with all its files, and leaves nothing in staging', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    const { orderId } = order;
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', revision: 1, match: 'chart-and-name' });
    expect([...bench.adapter.sink.chart.keys()].sort()).to.deep.equal([
      `P1/${orderId}/r1/${orderId}_l.stl`,
      `P1/${orderId}/r1/${orderId}_u.stl`,
      `P1/${orderId}/r1/Rx_${orderId}.html`,
      `P1/${orderId}/r1/gallery_${orderId}.jpg`,
    ]);
    expect(await bench.staging.jobs()).to.deep.equal([]);
    expect(bench.adapter.status.states(orderId)).to.deep.equal(['downloading', 'verified', 'filed']);
    expect((await bench.ledger.audit(0)).map(({ action, detail }) => [action, detail])).to.deep.equal([
      ['scan filed', 'revision 1 for patient P1, by chart-and-name'],
    ]);
    expect(bench.logger.text()).not.to.match(/Sample1|1001|P1/);
  });

  it('of our RX tells the RX its order and its files', async () => {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(sampleRx('A')));
    await bench.untilQuiet();
    const { orderId } = bench.service.scan(bench.service.open[0]!.rxId);
    await bench.untilQuiet();
    expect(bench.adapter.status.states('A')).to.deep.equal(['wanted', 'submitting', 'submitted', 'scanned', 'scanned']);
    const last = bench.adapter.status.told.filter(({ kind }) => kind === 'rx').at(-1);
    expect(last).to.deep.include({ kind: 'rx', orderId });
    expect(last?.files.map(({ path }) => path)).to.have.length(4);
    expect(await bench.scan(orderId)).to.deep.include({ match: 'own-rx', rxKey: 'A' });
  });

  it('of our RX tells its files also when a changed request came too late', async () => {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(sampleRx('A')));
    await bench.untilQuiet();
    bench.service.scan(bench.service.open[0]!.rxId);
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.untilQuiet();
    const told = bench.adapter.status.told.filter(({ kind }) => kind === 'rx');
    expect(told.some(({ files }) => files.length === 4)).to.equal(true);
    expect(await bench.rxStates(RxKey('A'))).to.deep.equal(['scanned', 'failed']);
  });

  it('is no new revision when the export was only made again', async () => {
    const at = await setting();
    const { bench, order } = at;
    await bench.untilQuiet();
    const { orderId } = order;
    bench.service.setAsset(orderId, 'export', {
      [`${orderId}_u.stl`]: `upper ${orderId}`,
      [`${orderId}_l.stl`]: `lower ${orderId}`,
      'Rx.html': 'later',
    });
    bench.service.changeOrder(orderId, { status: 'Lab Review' });
    await bench.untilQuiet();
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', revision: 1 });
    expect(keys(at)).to.deep.equal([`${orderId}/r1`]);
    expect(bench.adapter.sink.calls).to.have.length(1);
  });

  it('is a new revision when its content is new, and the first one stays', async () => {
    const at = await setting();
    const { bench, order } = at;
    await bench.untilQuiet();
    const { orderId } = order;
    bench.service.setAsset(orderId, 'export', { [`${orderId}_u.stl`]: 'rescanned' });
    bench.service.changeOrder(orderId, { status: 'Lab Review' });
    await bench.untilQuiet();
    expect(keys(at)).to.deep.equal([`${orderId}/r1`, `${orderId}/r2`]);
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', revision: 2 });
    expect((await bench.ledger.scans.revisions(orderId)).map(({ revision }) => revision)).to.deep.equal([1, 2]);
    expect([...bench.adapter.sink.chart.keys()].filter((path) => path.includes('/r1/'))).to.have.length(4);
  });

  it('stays with the patient it was filed for, whatever the DPMS calls them now', async () => {
    const at = await setting();
    const { bench, order } = at;
    await bench.untilQuiet();
    bench.adapter.patients.put(samplePatient(1, { lastName: 'Renamed' }));
    bench.service.setAsset(order.orderId, 'export', { 'u.stl': 'rescanned' });
    bench.service.changeOrder(order.orderId, { status: 'Lab Review' });
    await bench.untilQuiet();
    expect([...bench.adapter.sink.deliveries.values()].map(({ patient }) => patient.ref)).to.deep.equal(['P1', 'P1']);
  });

  it('waits for a person when it names somebody else than the patient it was filed for', async () => {
    const at = await setting();
    const { bench, order } = at;
    await bench.untilQuiet();
    bench.adapter.patients.put(samplePatient(2));
    bench.service.setAsset(order.orderId, 'export', { 'u.stl': 'rescanned' });
    bench.service.changeOrder(order.orderId, { status: 'Lab Review', patient: samplePatient(2) });
    await bench.untilQuiet();
    expect(keys(at)).to.deep.equal([`${order.orderId}/r1`]);
    const waiting = await bench.scan(order.orderId);
    expect([waiting.state, waiting.revision]).to.deep.equal(['review', 1]);
    expect(waiting.candidates?.map(({ patient }) => patient.ref)).to.deep.equal(['P2', 'P1']);
    await bench.scanDesk.assign(order.orderId, samplePatient(1));
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', revision: 2 });
    expect([...bench.adapter.sink.deliveries.values()].map(({ patient }) => patient.ref)).to.deep.equal(['P1', 'P1']);
  });

  it('waits for a person when it names somebody else while the chart cannot be reached', async () => {
    const at = await setting();
    const { bench, order, hostile } = at;
    bench.adapter.patients.put(samplePatient(2));
    hostile.script.add('sink.deliver', failure('CHART_UNREACHABLE'));
    await bench.round();
    expect((await bench.scan(order.orderId)).state).to.equal('verified');
    bench.service.changeOrder(order.orderId, { patient: samplePatient(2), status: 'Lab Review' });
    await bench.untilQuiet();
    expect(keys(at)).to.deep.equal([]);
    expect((await bench.scan(order.orderId)).state).to.equal('review');
  });

  it('is filed for nobody when it names somebody else by the end of its download', async () => {
    const at = await setting();
    const { bench, order } = at;
    bench.adapter.patients.put(samplePatient(2));
    const happens = async (): Promise<void> => {
      bench.service.changeOrder(order.orderId, { status: 'Lab Review', patient: samplePatient(2) });
      await bench.flows.pollOrders.run(bench.pairing, never);
    };
    bench.service.script.add('openAsset', { do: 'pass' }, { do: 'meanwhile', happens });
    await bench.untilQuiet();
    expect(keys(at)).to.deep.equal([]);
    const { state, candidates } = await bench.scan(order.orderId);
    expect([state, candidates?.map(({ patient }) => patient.ref)]).to.deep.equal(['review', ['P2', 'P1']]);
  });

  it('waits in the review inbox for a person, whose click is audited', async () => {
    const at = await setting();
    const { bench, order } = at;
    bench.service.changeOrder(order.orderId, { patient: { chartNumber: '', firstName: 'Test', lastName: 'Sample1' } });
    await bench.untilQuiet();
    await bench.restart();
    await bench.untilQuiet();
    const waiting = await bench.scan(order.orderId);
    expect([waiting.state, waiting.patient]).to.deep.equal(['review', undefined]);
    expect(waiting.candidates?.map(({ patient }) => patient.ref)).to.deep.equal(['P1']);
    expect(bench.adapter.sink.calls).to.deep.equal([]);
    expect(bench.service.calls.filter((call) => call.startsWith('openAsset'))).to.deep.equal([]);
    await bench.scanDesk.assign(order.orderId, samplePatient(5));
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', match: 'person' });
    expect([...bench.adapter.sink.deliveries.values()][0]?.patient.ref).to.equal('P5');
    expect((await bench.ledger.audit(0)).map(({ actor, action, detail }) => [actor, action, detail])).to.deep.equal([
      ['somebody', 'scan assigned', 'to patient P5 (chart-number-blank, name-differs)'],
      ['chairside', 'scan filed', 'revision 1 for patient P5, by person'],
    ]);
  });

  for (const during of ['download', 'delivery'] as const) {
    it(`is looked at again when the order changed during the ${during}`, async () => {
      const at = await setting();
      const { bench, order, hostile } = at;
      const happens = async () => {
        bench.service.setAsset(order.orderId, 'export', { 'u.stl': 'newer' });
        bench.service.changeOrder(order.orderId, { status: 'Lab Review' });
        await bench.flows.pollOrders.run(bench.pairing, never);
      };
      if (during === 'delivery') hostile.script.add('sink.deliver', { do: 'meanwhile', happens });
      else bench.service.script.add('openAsset', { do: 'pass' }, { do: 'meanwhile', happens });
      await bench.untilQuiet();
      expect(keys(at)).to.deep.equal([`${order.orderId}/r1`, `${order.orderId}/r2`]);
      expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', revision: 2 });
    });
  }

  it('is completed under the same key when the chart no longer holds it', async () => {
    const at = await setting();
    const { bench, order } = at;
    await bench.untilQuiet();
    const before = [...bench.adapter.sink.chart];
    bench.adapter.sink.lose(before[0]![0]);
    await bench.scanDesk.redeliver(order.orderId);
    await bench.untilQuiet();
    expect(new Map(bench.adapter.sink.chart)).to.deep.equal(new Map(before));
    expect(bench.adapter.sink.calls).to.deep.equal([`${order.orderId}/r1`, `${order.orderId}/r1`]);
    expect(await bench.ledger.scans.revisions(order.orderId)).to.have.length(1);
  });

  it('is not put back where a person took its files out of the chart', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    for (const path of bench.adapter.sink.chart.keys()) bench.adapter.sink.remove(path);
    const filed = (await bench.ledger.audit(0)).length;
    await bench.scanDesk.redeliver(order.orderId);
    await bench.untilQuiet();
    expect(await bench.scan(order.orderId)).to.deep.include({ state: 'filed', revision: 1 });
    expect(bench.adapter.sink.calls).to.deep.equal([`${order.orderId}/r1`]);
    const audited = (await bench.ledger.audit(0)).slice(filed).map(({ action }) => action);
    expect(audited).to.deep.equal(['scan redelivered']);
  });

  it('refuses at the desk what a state does not allow', async () => {
    const { bench, order } = await setting();
    await bench.untilQuiet();
    for (const answer of [
      bench.scanDesk.retry(order.orderId),
      bench.scanDesk.assign(order.orderId, samplePatient(2)),
      bench.scanDesk.dismiss(order.orderId),
    ]) {
      expect((await answer).kind).to.equal('refused');
    }
    expect((await bench.scanDesk.retry(OrderId('nobody'))).kind).to.equal('unknown');
  });
});
