import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { never, type FlowBench } from './support/flow-bench.js';
import { setting, type Setting } from './support/one-order.js';
import { HOUR } from './support/sample-policy.js';
import { samplePatient } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

describe('a wrong filing that a person takes back', () => {
  after(closeTestLedger);

  async function filed(): Promise<Setting> {
    const at = await setting();
    at.bench.adapter.patients.put(samplePatient(2));
    await at.bench.untilQuiet();
    return at;
  }
  const chart = (bench: FlowBench): readonly string[] => [...bench.adapter.sink.chart.keys()];
  const withdraw = async ({ bench, order }: Setting): Promise<void> => {
    const answer = await bench.scanDesk.withdraw(order.orderId);
    expect(answer.kind).to.equal('done');
    await bench.flows.workScans.run(never);
  };

  it('leaves the chart with its captures, waits for a person, and is audited', async () => {
    const at = await filed();
    const { bench, order } = at;
    bench.service.addCapture(order.orderId, 'one');
    await bench.untilQuiet();
    expect(chart(bench)).to.have.length(5);
    await withdraw(at);
    expect(chart(bench)).to.deep.equal([]);
    const scan = await bench.scan(order.orderId);
    expect(scan).to.deep.include({ state: 'review', takenBack: { receipts: [], left: [] } });
    expect([scan.problem?.code, scan.dueAt, scan.patient]).to.deep.equal(['SCAN_TAKEN_BACK', undefined, undefined]);
    expect(scan.candidates?.map(({ patient }) => patient.ref)).to.deep.equal(['P1']);
    expect((await bench.ledger.audit(0)).map(({ action }) => action)).to.include('scan withdrawn');
  });

  it('is filed by no rule again, whatever changes at iTero or is retried', async () => {
    const at = await filed();
    const { bench, order } = at;
    await withdraw(at);
    bench.service.changeOrder(order.orderId, { status: 'Lab Review', stage: 'lab-review' });
    await bench.clock.advance(HOUR);
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).state).to.equal('review');
    await bench.scanDesk.retry(order.orderId);
    await bench.untilQuiet();
    const scan = await bench.scan(order.orderId);
    expect([scan.state, scan.problem?.code]).to.deep.equal(['review', 'SCAN_TAKEN_BACK']);
    expect(chart(bench)).to.deep.equal([]);
  });

  for (const number of [2, 1]) {
    it(`is filed anew for whom a person names, ${number === 1 ? 'the same patient' : 'another patient'}`, async () => {
      const at = await filed();
      const { bench, order } = at;
      await withdraw(at);
      await bench.scanDesk.assign(order.orderId, samplePatient(number));
      await bench.untilQuiet();
      const scan = await bench.scan(order.orderId);
      expect(scan).to.deep.include({ state: 'filed', revision: 2, match: 'person' });
      expect(scan.takenBack).to.equal(undefined);
      expect(chart(bench).every((path) => path.startsWith(`P${number}/${order.orderId}/r2/`))).to.equal(true);
      expect(chart(bench)).to.have.length(4);
    });
  }

  it('stays open until a person has deleted what only the DPMS can delete, also when it was assigned meanwhile', async () => {
    const at = await filed();
    const { bench, order } = at;
    const stays = `P1/${order.orderId}/r1/${order.orderId}_u.stl`;
    bench.adapter.sink.leave(stays);
    await withdraw(at);
    const open = await bench.scan(order.orderId);
    expect(open.takenBack?.left).to.deep.equal([{ path: stays, knownAs: `document ${stays}` }]);
    expect(open.problem?.code).to.equal('SCAN_LEFT_IN_CHART');
    expect(open.problem?.text).to.include(`document ${stays}`);
    await bench.scanDesk.assign(order.orderId, samplePatient(2));
    await bench.flows.workScans.run(never);
    const assigned = await bench.scan(order.orderId);
    expect(assigned).to.deep.include({ state: 'filed', revision: 2 });
    expect(assigned.takenBack?.left).to.have.length(1);
    const fetches = bench.service.calls.length;
    await bench.clock.advance(2 * HOUR);
    await bench.flows.workScans.run(never);
    expect((await bench.scan(order.orderId)).takenBack?.left).to.have.length(1);
    bench.adapter.sink.remove(stays);
    await bench.clock.advance(2 * HOUR);
    await bench.flows.workScans.run(never);
    const done = await bench.scan(order.orderId);
    expect([done.state, done.dueAt, done.takenBack]).to.deep.equal(['filed', undefined, undefined]);
    expect(bench.service.calls.length, 'nothing was fetched for it').to.equal(fetches);
  });

  it('waits while the chart cannot be reached, and is never given up for that', async () => {
    const at = await filed();
    const { bench, order, hostile } = at;
    for (let times = 0; times < 20; times += 1)
      hostile.script.add('sink.withdraw', { do: 'fail', error: new ChairsideError('CHART_UNREACHABLE') });
    await bench.scanDesk.withdraw(order.orderId);
    for (let times = 0; times < 20; times += 1) {
      const error = await bench.flows.workScans.run(never).catch((thrown: unknown) => ChairsideError.from(thrown));
      expect(error?.code).to.equal('CHART_UNREACHABLE');
      await bench.clock.advance(HOUR);
    }
    expect(chart(bench)).to.have.length(4);
    await bench.flows.workScans.run(never);
    expect(chart(bench)).to.deep.equal([]);
    expect((await bench.scan(order.orderId)).problem?.code).to.equal('SCAN_TAKEN_BACK');
  });

  it('is refused for a scan that is being looked at again, and changes nothing of it and its captures', async () => {
    const { bench, order } = await filed();
    bench.service.addCapture(order.orderId, 'one');
    await bench.untilQuiet();
    await bench.scanDesk.redeliver(order.orderId);
    await bench.flows.captures.run(never);
    const before = [await bench.scan(order.orderId), await bench.ledger.captures.list(order.orderId)];
    expect((await bench.scanDesk.withdraw(order.orderId)).kind).to.equal('refused');
    expect([await bench.scan(order.orderId), await bench.ledger.captures.list(order.orderId)]).to.deep.equal(before);
  });

  it('may be the second one, while something of the first is left', async () => {
    const at = await filed();
    const { bench, order } = at;
    const stays = `P1/${order.orderId}/r1/${order.orderId}_u.stl`;
    bench.adapter.sink.leave(stays);
    await withdraw(at);
    await bench.scanDesk.assign(order.orderId, samplePatient(2));
    await bench.flows.workScans.run(never);
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
    await withdraw(at);
    expect(chart(bench)).to.deep.equal([stays]);
    expect((await bench.scan(order.orderId)).takenBack?.left.map(({ path }) => path)).to.deep.equal([stays]);
  });

  it('is refused for a scan that is not filed', async () => {
    const { bench, order } = await setting();
    await bench.flows.pollOrders.run(bench.pairing, never);
    expect((await bench.scanDesk.withdraw(order.orderId)).kind).to.equal('refused');
  });
});
