import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from 'node:assert';
import { OrderId, PatientRef, RxId, RxKey } from '@chairside/core';
import { WORK_KINDS, type ClinicLedger } from '@chairside/core/house';
import { capture, patient, rx, scan, told } from './ledger-records.js';
import type { LedgerTests } from './ledger-tests.js';

export const readingTests: LedgerTests = ({ it, ledger }) => {
  it('knows the generations of a key and its newest', async () => {
    const rxId = RxId('0f8fad5b-d9cb-469f-a165-70867728950e');
    await ledger().commit({ rx: [rx('A', { rxId, state: 'withdrawing' }), rx('A', { generation: 2 }), rx('B')] });
    equal((await ledger().rx.get(RxKey('A')))?.generation, 2);
    deepEqual(
      (await ledger().rx.generations(RxKey('A'))).map(({ generation }) => generation),
      [1, 2],
    );
    equal((await ledger().rx.byRxId(rxId))?.generation, 1);
  });

  it('lists by state, newest first, up to a limit', async () => {
    await ledger().commit({ rx: [rx('A'), rx('B', { state: 'failed' }), rx('C'), rx('D', { state: 'submitted' })] });
    const keys = async (filter: Parameters<ClinicLedger['rx']['list']>[0]) =>
      (await ledger().rx.list(filter)).map(({ key }) => key);
    deepEqual(await keys({}), ['D', 'C', 'B', 'A']);
    deepEqual(await keys({ states: ['wanted', 'failed'] }), ['C', 'B', 'A']);
    deepEqual(await keys({ states: ['wanted', 'failed'], limit: 2 }), ['C', 'B']);
    deepEqual(await keys({ states: [] }), []);
    deepEqual(await ledger().rx.countByState(), { wanted: 2, failed: 1, submitted: 1 });
  });

  it('puts right what a clock dated that was ahead, and leaves all other times as they are', async () => {
    const ahead = { updatedAt: 1_000, dueAt: 1_030 };
    await ledger().commit({
      rx: [rx('A', ahead), rx('B', { updatedAt: 90, dueAt: 1_030 }), rx('C', { updatedAt: 1_000, dueAt: 40 })],
      scans: [scan('1', ahead)],
      captures: [capture('1', 'c', ahead)],
      patients: [patient('1001', ahead)],
      tell: [told('A', 'wanted', 1_000)],
    });
    for (let times = 0; times < 2; times += 1) await ledger().correctTimes(100);
    const dueAt = async (key: string): Promise<number | undefined> => (await ledger().rx.get(RxKey(key)))?.dueAt;
    deepEqual([await dueAt('B'), await dueAt('C')], [1_030, 40]);
    for (const kind of WORK_KINDS.filter((each) => each !== 'rx'))
      ok(((await ledger().nextDueAt(kind)) ?? Infinity) <= 130);
    ok(((await dueAt('A')) ?? Infinity) <= 130);
    deepEqual((await ledger().rx.due(130, 10)).map(({ key }) => key).toSorted(), ['A', 'C']);
  });

  it('answers what is due, longest due first, and when the next is', async () => {
    equal(await ledger().nextDueAt('scans'), undefined);
    await ledger().commit({
      scans: [scan('1', { dueAt: 30 }), scan('2', { dueAt: 10 }), scan('3'), scan('4', { dueAt: 20 })],
      rx: [rx('A', { dueAt: 40 })],
      captures: [capture('1', 'c', { dueAt: 35 })],
      patients: [patient('1001', { dueAt: 50 })],
    });
    const due = async (now: number, limit: number) =>
      (await ledger().scans.due(now, limit)).map(({ orderId }) => orderId);
    deepEqual(await due(20, 9), ['2', '4']);
    deepEqual(await due(99, 1), ['2']);
    deepEqual(
      (await ledger().captures.due(35, 9)).map(({ captureId }) => captureId),
      ['c'],
    );
    equal((await ledger().rx.due(39, 9)).length, 0);
    deepEqual(await Promise.all(WORK_KINDS.map((kind) => ledger().nextDueAt(kind))), [40, 10, 35, 50, undefined]);
  });

  it('knows the fingerprints of a page larger than one statement takes', async () => {
    const ids = Array.from({ length: 2_500 }, (_, index) => OrderId(index));
    await ledger().commit({ scans: ids.slice(0, 2_400).map((id) => scan(id)) });
    const found = await ledger().scans.fingerprints(ids);
    equal(found.size, 2_400);
    equal(found.get(OrderId(2_399)), 'print-2399');
    equal(found.has(OrderId(2_400)), false);
  });

  it('names the orders in some states', async () => {
    await ledger().commit({
      scans: [scan('1', { state: 'listed' }), scan('2', { state: 'filed' }), scan('3', { state: 'verified' })],
    });
    deepEqual((await ledger().scans.orderIds(['listed', 'verified'])).toSorted(), ['1', '3']);
  });

  it('knows which screen captures it has', async () => {
    await ledger().commit({
      captures: [capture('1', 'a'), capture('1', 'b'), capture('2', 'a', { state: 'failed' })],
    });
    const asked = [
      { orderId: OrderId('1'), captureId: 'b' },
      { orderId: OrderId('2'), captureId: 'a' },
      { orderId: OrderId('2'), captureId: 'b' },
    ];
    deepEqual(
      await ledger().captures.known(asked),
      new Map([
        ['1/b', 'listed'],
        ['2/a', 'failed'],
      ]),
    );
  });

  it('lists the screen captures that failed, newest first, up to a limit', async () => {
    const states = ['failed', 'filed', 'failed', 'listed', 'failed'] as const;
    await ledger().commit({ captures: states.map((state, index) => capture('1', `c${index}`, { state })) });
    const failed = await ledger().captures.failed(2);
    deepEqual(
      failed.map(({ captureId }) => captureId),
      ['c4', 'c2'],
    );
  });

  it('knows what iTero was told of the patients of a page', async () => {
    const refs = Array.from({ length: 1_500 }, (_, index) => PatientRef(String(index)));
    await ledger().commit({ patients: refs.slice(0, 1_400).map((ref) => patient(ref, { state: 'review' })) });
    const found = await ledger().patients.byRefs(refs);
    equal(found.size, 1_400);
    deepEqual(found.get(PatientRef('7')), patient('7', { state: 'review', version: 1 }));
    deepEqual(await ledger().patients.list({ states: ['in-step'] }), []);
    deepEqual(await ledger().patients.countByState(), { review: 1_400 });
  });

  it('names the cases that a lab sent back, newest first', async () => {
    await ledger().commit({ scans: [scan('1', { sentBackAt: 10 }), scan('2'), scan('3', { sentBackAt: 20 })] });
    deepEqual(
      (await ledger().scans.sentBack(9)).map(({ orderId }) => orderId),
      ['3', '1'],
    );
    equal((await ledger().scans.get(OrderId('1')))?.sentBackAt, 10);
    ok(!Object.hasOwn((await ledger().scans.get(OrderId('2'))) ?? {}, 'sentBackAt'));
  });
};
