import { OrderId, PatientRef, RxId, RxKey } from '@chairside/core';
import { WORK_KINDS } from '@chairside/core/house';
import { expect } from 'chai';
import { capture, patient, rx, scan, told } from './records.js';
import { TempLedger } from './temp-ledger.js';

describe('reading the ledger', () => {
  let temp: TempLedger;
  beforeEach(async () => {
    temp = await TempLedger.make();
  });
  afterEach(() => temp.remove());

  it('knows the generations of a key and its newest', async () => {
    const rxId = RxId('0f8fad5b-d9cb-469f-a165-70867728950e');
    await temp.clinic.commit({ rx: [rx('A', { rxId, state: 'withdrawing' }), rx('A', { generation: 2 }), rx('B')] });
    expect((await temp.clinic.rx.get(RxKey('A')))?.generation).to.equal(2);
    expect((await temp.clinic.rx.generations(RxKey('A'))).map(({ generation }) => generation)).to.deep.equal([1, 2]);
    expect((await temp.clinic.rx.byRxId(rxId))?.generation).to.equal(1);
  });

  it('lists by state, newest first, up to a limit', async () => {
    await temp.clinic.commit({ rx: [rx('A'), rx('B', { state: 'failed' }), rx('C'), rx('D', { state: 'submitted' })] });
    const keys = async (filter: Parameters<typeof temp.clinic.rx.list>[0]) =>
      (await temp.clinic.rx.list(filter)).map(({ key }) => key);
    expect(await keys({})).to.deep.equal(['D', 'C', 'B', 'A']);
    expect(await keys({ states: ['wanted', 'failed'] })).to.deep.equal(['C', 'B', 'A']);
    expect(await keys({ states: ['wanted', 'failed'], limit: 2 })).to.deep.equal(['C', 'B']);
    expect(await keys({ states: [] })).to.deep.equal([]);
    expect(await temp.clinic.rx.countByState()).to.deep.equal({ wanted: 2, failed: 1, submitted: 1 });
  });

  it('puts right what a clock dated that was ahead, and leaves all other times as they are', async () => {
    const ahead = { updatedAt: 1_000, dueAt: 1_030 };
    await temp.clinic.commit({
      rx: [rx('A', ahead), rx('B', { updatedAt: 90, dueAt: 1_030 }), rx('C', { updatedAt: 1_000, dueAt: 40 })],
      scans: [scan('1', ahead)],
      captures: [capture('1', 'c', ahead)],
      patients: [patient('1001', ahead)],
      tell: [told('A', 'wanted', 1_000)],
    });
    for (let times = 0; times < 2; times += 1) await temp.clinic.correctTimes(100);
    const dueAt = async (key: string): Promise<number | undefined> => (await temp.clinic.rx.get(RxKey(key)))?.dueAt;
    expect([await dueAt('B'), await dueAt('C')]).to.deep.equal([1_030, 40]);
    for (const kind of WORK_KINDS.filter((each) => each !== 'rx'))
      expect(await temp.clinic.nextDueAt(kind), kind).to.be.at.most(130);
    expect(await dueAt('A')).to.be.at.most(130);
    expect((await temp.clinic.rx.due(130, 10)).map(({ key }) => key)).to.have.members(['A', 'C']);
  });

  it('answers what is due, longest due first, and when the next is', async () => {
    expect(await temp.clinic.nextDueAt('scans')).to.equal(undefined);
    await temp.clinic.commit({
      scans: [scan('1', { dueAt: 30 }), scan('2', { dueAt: 10 }), scan('3'), scan('4', { dueAt: 20 })],
      rx: [rx('A', { dueAt: 40 })],
      captures: [capture('1', 'c', { dueAt: 35 })],
      patients: [patient('1001', { dueAt: 50 })],
    });
    const due = async (now: number, limit: number) =>
      (await temp.clinic.scans.due(now, limit)).map(({ orderId }) => orderId);
    expect(await due(20, 9)).to.deep.equal(['2', '4']);
    expect(await due(99, 1)).to.deep.equal(['2']);
    expect((await temp.clinic.captures.due(35, 9)).map(({ captureId }) => captureId)).to.deep.equal(['c']);
    expect((await temp.clinic.rx.due(39, 9)).length).to.equal(0);
    expect(await Promise.all(WORK_KINDS.map((kind) => temp.clinic.nextDueAt(kind)))).to.deep.equal([
      40,
      10,
      35,
      50,
      undefined,
    ]);
  });

  it('knows the fingerprints of a page larger than one statement takes', async () => {
    const ids = Array.from({ length: 2_500 }, (_, index) => OrderId(index));
    await temp.clinic.commit({ scans: ids.slice(0, 2_400).map((id) => scan(id)) });
    const found = await temp.clinic.scans.fingerprints(ids);
    expect(found.size).to.equal(2_400);
    expect(found.get(OrderId(2_399))).to.equal('print-2399');
    expect(found.has(OrderId(2_400))).to.equal(false);
  });

  it('names the orders in some states', async () => {
    await temp.clinic.commit({
      scans: [scan('1', { state: 'listed' }), scan('2', { state: 'filed' }), scan('3', { state: 'verified' })],
    });
    expect(await temp.clinic.scans.orderIds(['listed', 'verified'])).to.have.members(['1', '3']);
  });

  it('knows which screen captures it has', async () => {
    await temp.clinic.commit({
      captures: [capture('1', 'a'), capture('1', 'b'), capture('2', 'a', { state: 'failed' })],
    });
    const asked = [
      { orderId: OrderId('1'), captureId: 'b' },
      { orderId: OrderId('2'), captureId: 'a' },
      { orderId: OrderId('2'), captureId: 'b' },
    ];
    expect(await temp.clinic.captures.known(asked)).to.deep.equal(
      new Map([
        ['1/b', 'listed'],
        ['2/a', 'failed'],
      ]),
    );
  });

  it('lists the screen captures that failed, newest first, up to a limit', async () => {
    const states = ['failed', 'filed', 'failed', 'listed', 'failed'] as const;
    await temp.clinic.commit({ captures: states.map((state, index) => capture('1', `c${index}`, { state })) });
    const failed = await temp.clinic.captures.failed(2);
    expect(failed.map(({ captureId }) => captureId)).to.deep.equal(['c4', 'c2']);
  });

  it('knows what iTero was told of the patients of a page', async () => {
    const refs = Array.from({ length: 1_500 }, (_, index) => PatientRef(String(index)));
    await temp.clinic.commit({ patients: refs.slice(0, 1_400).map((ref) => patient(ref, { state: 'review' })) });
    const found = await temp.clinic.patients.byRefs(refs);
    expect(found.size).to.equal(1_400);
    expect(found.get(PatientRef('7'))).to.deep.equal(patient('7', { state: 'review', version: 1 }));
    expect(await temp.clinic.patients.list({ states: ['in-step'] })).to.deep.equal([]);
    expect(await temp.clinic.patients.countByState()).to.deep.equal({ review: 1_400 });
  });

  it('names the cases that a lab sent back, newest first', async () => {
    await temp.clinic.commit({ scans: [scan('1', { sentBackAt: 10 }), scan('2'), scan('3', { sentBackAt: 20 })] });
    expect((await temp.clinic.scans.sentBack(9)).map(({ orderId }) => orderId)).to.deep.equal(['3', '1']);
    expect(await temp.clinic.scans.get(OrderId('1'))).to.include({ sentBackAt: 10 });
    expect(await temp.clinic.scans.get(OrderId('2'))).not.to.have.property('sentBackAt');
  });

  it('sees that another process has written, and only then', async () => {
    const before = temp.whole.dataVersion();
    await temp.clinic.commit({ rx: [rx('A')] });
    expect(temp.whole.dataVersion()).to.equal(before);
    const other = await temp.another();
    await other.clinic(temp.clinic.clinic).commit({ rx: [rx('B')] });
    other.close();
    expect(temp.whole.dataVersion()).not.to.equal(before);
  });
});
