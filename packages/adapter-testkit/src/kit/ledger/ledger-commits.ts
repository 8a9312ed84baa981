import { deepStrictEqual as deepEqual, notStrictEqual as notEqual, ok, strictEqual as equal } from 'node:assert';
import { ClinicId, OrderId, RxId, RxKey } from '@chairside/core';
import { capture, CLINIC, PATIENT, rx, scan, told } from './ledger-records.js';
import type { LedgerTests } from './ledger-tests.js';

export const commitTests: LedgerTests = ({ it, ledger, house }) => {
  it('stores an RX whole and answers it with the next version', async () => {
    const record = rx('A-1', {
      dueAt: 5_000,
      rxId: RxId('0f8fad5b-d9cb-469f-a165-70867728950e'),
      orderId: OrderId('77'),
      sent: { patient: PATIENT, doctorId: 7 },
      problem: { code: 'RX_IN_DOUBT', class: 'in-doubt', text: 'x', at: 9 },
    });
    equal(await ledger().commit({ rx: [record] }), true);
    deepEqual(await ledger().rx.get(RxKey('A-1')), { ...record, version: 1 });
  });

  it('stores a scan and a screen capture whole', async () => {
    const scanned = scan('77', { dueAt: 1, patient: PATIENT, match: 'own-rx', fetchedAt: 3 });
    const picture = capture('77', 'c1', { dueAt: 2 });
    await ledger().commit({ scans: [scanned], captures: [picture] });
    deepEqual(await ledger().scans.get(OrderId('77')), { ...scanned, version: 1 });
    deepEqual(await ledger().captures.list(OrderId('77')), [{ ...picture, version: 1 }]);
  });

  it('answers false and changes nothing when a version has moved', async () => {
    await ledger().commit({ rx: [rx('A-1')] });
    const read = (await ledger().rx.get(RxKey('A-1')))!;
    equal(await ledger().commit({ rx: [{ ...read, state: 'submitting' }] }), true);
    equal(await ledger().commit({ rx: [{ ...read, state: 'dismissed' }] }), false);
    equal((await ledger().rx.get(RxKey('A-1')))?.state, 'submitting');
  });

  it('lets only one of two connections win', async () => {
    await ledger().commit({ scans: [scan('77')] });
    const read = (await ledger().scans.get(OrderId('77')))!;
    const other = await house().another();
    try {
      const answers = await Promise.all([
        ledger().commit({ scans: [{ ...read, state: 'downloading' }] }),
        other.clinic(CLINIC).commit({ scans: [{ ...read, state: 'dismissed' }] }),
      ]);
      equal(answers.filter(Boolean).length, 1);
    } finally {
      await other.close();
    }
  });

  it('answers false for a record that is already there, or that is not', async () => {
    await ledger().commit({ rx: [rx('A-1')] });
    equal(await ledger().commit({ rx: [rx('A-1')] }), false);
    equal(await ledger().commit({ rx: [rx('A-2', { version: 3 })] }), false);
  });

  it('stores all parts of a unit or none', async () => {
    await ledger().commit({ scans: [scan('77')] });
    const unit = {
      rx: [rx('A-1')],
      captures: [capture('77', 'c1')],
      revisions: [
        {
          orderId: OrderId('77'),
          revision: 1,
          digest: 'd',
          patient: PATIENT,
          receipt: { key: 'k', files: [] },
          filedAt: 1,
        },
      ],
      tell: [told('A-1', 'wanted', 1)],
      audit: [{ at: 1, actor: 'chairside', action: 'file', subject: '77' }],
      seen: ['s-1'],
      cursors: { trigger: 'c' },
    };
    equal(await ledger().commit({ ...unit, scans: [scan('77', { version: 9 })] }), false);
    equal(await ledger().rx.get(RxKey('A-1')), undefined);
    deepEqual(await ledger().captures.list(OrderId('77')), []);
    deepEqual(await ledger().scans.revisions(OrderId('77')), []);
    deepEqual(await ledger().status.due(9, 9), []);
    deepEqual(await ledger().audit(0), []);
    deepEqual(await ledger().seen(['s-1']), new Set());
    equal(await ledger().cursor('trigger'), undefined);

    equal(await ledger().commit(unit), true);
    notEqual(await ledger().rx.get(RxKey('A-1')), undefined);
    equal((await ledger().captures.list(OrderId('77'))).length, 1);
    deepEqual(await ledger().scans.revisions(OrderId('77')), unit.revisions);
    equal((await ledger().status.due(9, 9)).length, 1);
    deepEqual(await ledger().audit(0), unit.audit);
    deepEqual(await ledger().seen(['s-1', 's-2']), new Set(['s-1']));
    equal(await ledger().cursor('trigger'), 'c');
  });

  it('refuses a way that the domain does not know, with no effect', async () => {
    await ledger().commit({ rx: [rx('A-1')], scans: [scan('77')] });
    const read = (await ledger().rx.get(RxKey('A-1')))!;
    const error = await ledger()
      .commit({ rx: [{ ...read, state: 'scanned' }], seen: ['s-1'] })
      .catch((thrown: unknown) => thrown);
    ok(error instanceof TypeError);
    deepEqual(await ledger().seen(['s-1']), new Set());
    const listed = (await ledger().scans.get(OrderId('77')))!;
    ok(
      (await ledger()
        .commit({ scans: [{ ...listed, state: 'filed' }] })
        .catch((thrown: unknown) => thrown)) instanceof TypeError,
    );
  });

  it('refuses a record of another clinic', async () => {
    const error = await ledger()
      .commit({ rx: [rx('A-1', { clinic: ClinicId('other') })] })
      .catch((thrown: unknown) => thrown);
    ok(error instanceof TypeError);
  });

  it('keeps what was committed for the next one who opens it, closed or not', async () => {
    await ledger().commit({ rx: [rx('A-1')], tell: [told('A-1', 'wanted', 1)], cursors: { trigger: '9' } });
    const next = await house().another();
    const their = next.clinic(CLINIC);
    equal((await their.rx.get(RxKey('A-1')))?.version, 1);
    equal((await their.status.due(1, 9)).length, 1);
    equal(await their.cursor('trigger'), '9');
    await next.close();
  });
};
