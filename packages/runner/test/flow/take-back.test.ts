import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { needsPerson } from '../../dist/views/attention.js';
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

  it('is filed anew with its captures for the same patient too, under keys of their own', async () => {
    const at = await filed();
    const { bench, order } = at;
    bench.service.addCapture(order.orderId, 'one');
    await bench.untilQuiet();
    for (const [time, revision] of [
      ['first', 2],
      ['second', 3],
    ] as const) {
      await withdraw(at);
      expect(chart(bench), time).to.deep.equal([]);
      await bench.scanDesk.assign(order.orderId, samplePatient(1));
      await bench.untilQuiet();
      expect(chart(bench), time).to.have.length(5);
      expect(bench.adapter.sink.calls).to.include(`${order.orderId}/captures/one/r${revision}`);
    }
    const [capture] = await bench.ledger.captures.list(order.orderId);
    expect([capture?.state, capture?.withdrawn, capture?.patient]).to.deep.equal(['filed', undefined, 'P1']);
  });

  it('takes out of every chart what was filed there, a capture that moved on included', async () => {
    const at = await filed();
    const { bench, order } = at;
    bench.service.addCapture(order.orderId, 'one');
    await bench.untilQuiet();
    bench.service.changeOrder(order.orderId, { patient: samplePatient(2), status: 'Lab Review' });
    bench.service.setAsset(order.orderId, 'export', { 'u.stl': 'newer' });
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).state).to.equal('review');
    await bench.scanDesk.assign(order.orderId, samplePatient(2));
    await bench.untilQuiet();
    const both = (path: string): string => path.slice(0, 2);
    expect(
      new Set(
        chart(bench)
          .filter((path) => path.includes('captures'))
          .map(both),
      ),
    ).to.deep.equal(new Set(['P1', 'P2']));
    await withdraw(at);
    expect(chart(bench)).to.deep.equal([]);
  });

  it('may be taken out while a newer revision waits in the review inbox', async () => {
    const at = await filed();
    const { bench, order } = at;
    bench.service.changeOrder(order.orderId, { patient: samplePatient(2), status: 'Lab Review' });
    await bench.untilQuiet();
    await withdraw(at);
    expect(chart(bench)).to.deep.equal([]);
    expect(await bench.scanDesk.withdraw(order.orderId)).to.deep.include({ kind: 'done', unchanged: true });
    const withdrawals = (await bench.ledger.audit(0)).filter(({ action }) => action === 'scan withdrawn');
    expect(withdrawals.map(({ detail }) => detail)).to.deep.equal(['of patient P1']);
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).problem?.code).to.equal('SCAN_TAKEN_BACK');
  });

  it('names no files to the DPMS any more', async () => {
    const at = await filed();
    const { bench } = at;
    await withdraw(at);
    await bench.flows.tellStatus.run(never);
    const told = bench.adapter.status.told.filter(({ kind }) => kind === 'scan').at(-1);
    expect([told?.state, told?.files]).to.deep.equal(['review', []]);
  });

  describe('while a screen capture of it is being filed', () => {
    const KEY = 'captures/one';

    it('takes that out too, whichever comes first', async () => {
      const at = await filed();
      const { bench, order, hostile } = at;
      bench.service.addCapture(order.orderId, 'one');
      const happens = async (): Promise<void> => {
        expect((await bench.scanDesk.withdraw(order.orderId)).kind).to.equal('done');
      };
      hostile.script.add('sink.deliver', { do: 'meanwhile', happens });
      await bench.untilQuiet();
      expect(bench.adapter.sink.calls.at(-1)).to.equal(`${order.orderId}/${KEY}`);
      expect(chart(bench)).to.deep.equal([]);
      const [capture] = await bench.ledger.captures.list(order.orderId);
      expect(capture).to.deep.include({ state: 'listed', withdrawn: true });
      expect([capture?.filing, capture?.dueAt]).to.deep.equal([undefined, undefined]);
      await bench.scanDesk.assign(order.orderId, samplePatient(2));
      await bench.untilQuiet();
      expect(chart(bench).every((path) => path.startsWith('P2/'))).to.equal(true);
      expect(chart(bench)).to.have.length(5);
    });

    it('takes it out after a crash right behind the delivery, also once the scan is filed for somebody else', async () => {
      const at = await filed();
      const { bench, order, hostile } = at;
      bench.service.addCapture(order.orderId, 'one');
      hostile.script.add('sink.deliver', { do: 'fail-after', error: new Error('killed') });
      await bench.round();
      expect(chart(bench).filter((path) => path.includes('captures'))).to.have.length(1);
      expect((await bench.scanDesk.withdraw(order.orderId)).kind).to.equal('done');
      for (let times = 0; times < 3; times += 1)
        bench.service.script.add('openCapture', { do: 'fail', error: new ChairsideError('CLOUD_UNREACHABLE') });
      await bench.scanDesk.assign(order.orderId, samplePatient(2));
      await bench.round();
      expect((await bench.scan(order.orderId)).state).to.equal('filed');
      expect(chart(bench).filter((path) => path.startsWith('P1/'))).to.have.length(1);
      await bench.untilQuiet();
      expect(chart(bench).filter((path) => path.startsWith('P1/'))).to.deep.equal([]);
      expect(chart(bench)).to.have.length(5);
    });
  });

  describe('of which something is left', () => {
    async function left(): Promise<Setting & { readonly stays: string }> {
      const at = await filed();
      const stays = `P1/${at.order.orderId}/r1/${at.order.orderId}_u.stl`;
      at.bench.adapter.sink.leave(stays);
      await withdraw(at);
      return { ...at, stays };
    }

    for (const wish of ['retry', 'dismiss'] as const) {
      it(`is looked at further on after ${wish}, and is filed by no rule`, async () => {
        const { bench, order, stays } = await left();
        await bench.scanDesk[wish](order.orderId);
        await bench.untilQuiet();
        expect((await bench.scan(order.orderId)).takenBack?.left).to.have.length(1);
        bench.adapter.sink.remove(stays);
        await bench.clock.advance(2 * HOUR);
        await bench.untilQuiet();
        const scan = await bench.scan(order.orderId);
        expect(scan.takenBack).to.deep.equal({ receipts: [], left: [] });
        await bench.scanDesk.retry(order.orderId);
        await bench.untilQuiet();
        expect((await bench.scan(order.orderId)).state).to.equal('review');
        expect(chart(bench)).to.deep.equal([]);
      });
    }

    it('needs a person wherever the scan has got to', async () => {
      const { bench, order } = await left();
      await bench.scanDesk.assign(order.orderId, samplePatient(2));
      await bench.untilQuiet();
      expect((await bench.scan(order.orderId)).state).to.equal('filed');
      expect((await needsPerson(bench.ledger)).map(({ code }) => code)).to.include('SCAN_LEFT_IN_CHART');
    });
  });

  it('that only a person can put right keeps an assigned scan from nothing, and is tried again', async () => {
    const at = await filed();
    const { bench, order, hostile } = at;
    hostile.script.add('sink.withdraw', { do: 'fail', error: new ChairsideError('CHART_CONFLICT') });
    await bench.scanDesk.withdraw(order.orderId);
    await bench.scanDesk.assign(order.orderId, samplePatient(2));
    await bench.flows.workScans.run(never);
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
    expect(chart(bench)).to.have.length(8);
    await bench.clock.advance(2 * HOUR);
    await bench.untilQuiet();
    expect(chart(bench).every((path) => path.startsWith('P2/'))).to.equal(true);
    expect((await bench.scan(order.orderId)).takenBack).to.equal(undefined);
  });

  it('does not begin anew with what is out when the next part fails', async () => {
    const at = await filed();
    const { bench, order, hostile } = at;
    bench.service.addCapture(order.orderId, 'one');
    await bench.untilQuiet();
    hostile.script.add('sink.withdraw', { do: 'pass' }, { do: 'fail', error: new ChairsideError('CHART_UNREACHABLE') });
    await bench.scanDesk.withdraw(order.orderId);
    await bench.flows.workScans.run(never).catch((thrown: unknown) => thrown);
    const keys = (await bench.scan(order.orderId)).takenBack?.receipts.map(({ key }) => key);
    expect(keys).to.deep.equal([`${order.orderId}/captures/one`]);
  });

  it('is left to a person by an adapter that can take nothing out', async () => {
    const at = await filed();
    const { bench, order, hostile } = at;
    const sink = hostile.sink!;
    const { withdraw: _, ...cannot } = { deliver: sink.deliver, holds: sink.holds, withdraw: sink.withdraw };
    const { rxTrigger, patients, status } = bench.adapter;
    const others = { probe: () => hostile.probe(never), close: () => hostile.close() };
    bench.build({ adapter: { rxTrigger, patients, status, ...others, sink: cannot } });
    await withdraw(at);
    expect((await bench.scan(order.orderId)).takenBack?.left).to.have.length(4);
    for (const path of chart(bench)) bench.adapter.sink.lose(path);
    await bench.clock.advance(2 * HOUR);
    await bench.untilQuiet();
    expect((await bench.scan(order.orderId)).takenBack?.left).to.deep.equal([]);
  });
});
