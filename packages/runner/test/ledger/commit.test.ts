import { ChairsideError, ClinicId, OrderId, RxId, RxKey } from '@chairside/core';
import { expect } from 'chai';
import { capture, PATIENT, rx, scan, told } from './records.js';
import { CLINIC, TempLedger } from './temp-ledger.js';

describe('a commit to the ledger', () => {
  let temp: TempLedger;
  beforeEach(async () => {
    temp = await TempLedger.make();
  });
  afterEach(() => temp.remove());

  it('stores an RX whole and answers it with the next version', async () => {
    const record = rx('A-1', {
      dueAt: 5_000,
      rxId: RxId('0f8fad5b-d9cb-469f-a165-70867728950e'),
      orderId: OrderId('77'),
      sent: { patient: PATIENT, doctorId: 7 },
      problem: { code: 'RX_IN_DOUBT', class: 'in-doubt', text: 'x', at: 9 },
    });
    expect(await temp.clinic.commit({ rx: [record] })).to.equal(true);
    expect(await temp.clinic.rx.get(RxKey('A-1'))).to.deep.equal({ ...record, version: 1 });
  });

  it('stores a scan and a screen capture whole', async () => {
    const scanned = scan('77', { dueAt: 1, patient: PATIENT, match: 'own-rx', fetchedAt: 3 });
    const picture = capture('77', 'c1', { dueAt: 2 });
    await temp.clinic.commit({ scans: [scanned], captures: [picture] });
    expect(await temp.clinic.scans.get(OrderId('77'))).to.deep.equal({ ...scanned, version: 1 });
    expect(await temp.clinic.captures.list(OrderId('77'))).to.deep.equal([{ ...picture, version: 1 }]);
  });

  it('answers false and changes nothing when a version has moved', async () => {
    await temp.clinic.commit({ rx: [rx('A-1')] });
    const read = (await temp.clinic.rx.get(RxKey('A-1')))!;
    expect(await temp.clinic.commit({ rx: [{ ...read, state: 'submitting' }] })).to.equal(true);
    expect(await temp.clinic.commit({ rx: [{ ...read, state: 'dismissed' }] })).to.equal(false);
    expect((await temp.clinic.rx.get(RxKey('A-1')))?.state).to.equal('submitting');
  });

  it('lets only one of two connections win', async () => {
    await temp.clinic.commit({ scans: [scan('77')] });
    const read = (await temp.clinic.scans.get(OrderId('77')))!;
    const other = await temp.another();
    try {
      const answers = await Promise.all([
        temp.clinic.commit({ scans: [{ ...read, state: 'downloading' }] }),
        other.clinic(CLINIC).commit({ scans: [{ ...read, state: 'dismissed' }] }),
      ]);
      expect(answers.filter(Boolean)).to.have.length(1);
    } finally {
      other.close();
    }
  });

  it('answers false for a record that is already there, or that is not', async () => {
    await temp.clinic.commit({ rx: [rx('A-1')] });
    expect(await temp.clinic.commit({ rx: [rx('A-1')] })).to.equal(false);
    expect(await temp.clinic.commit({ rx: [rx('A-2', { version: 3 })] })).to.equal(false);
  });

  it('stores all parts of a unit or none', async () => {
    await temp.clinic.commit({ scans: [scan('77')] });
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
    expect(await temp.clinic.commit({ ...unit, scans: [scan('77', { version: 9 })] })).to.equal(false);
    expect(await temp.clinic.rx.get(RxKey('A-1'))).to.equal(undefined);
    expect(await temp.clinic.captures.list(OrderId('77'))).to.deep.equal([]);
    expect(await temp.clinic.scans.revisions(OrderId('77'))).to.deep.equal([]);
    expect(await temp.clinic.status.due(9, 9)).to.deep.equal([]);
    expect(await temp.clinic.audit(0)).to.deep.equal([]);
    expect(await temp.clinic.seen(['s-1'])).to.deep.equal(new Set());
    expect(await temp.clinic.cursor('trigger')).to.equal(undefined);

    expect(await temp.clinic.commit(unit)).to.equal(true);
    expect(await temp.clinic.rx.get(RxKey('A-1'))).not.to.equal(undefined);
    expect(await temp.clinic.captures.list(OrderId('77'))).to.have.length(1);
    expect(await temp.clinic.scans.revisions(OrderId('77'))).to.deep.equal(unit.revisions);
    expect(await temp.clinic.status.due(9, 9)).to.have.length(1);
    expect(await temp.clinic.audit(0)).to.deep.equal(unit.audit);
    expect(await temp.clinic.seen(['s-1', 's-2'])).to.deep.equal(new Set(['s-1']));
    expect(await temp.clinic.cursor('trigger')).to.equal('c');
  });

  it('refuses a way that the domain does not know, with no effect', async () => {
    await temp.clinic.commit({ rx: [rx('A-1')], scans: [scan('77')] });
    const read = (await temp.clinic.rx.get(RxKey('A-1')))!;
    const error = await temp.clinic
      .commit({ rx: [{ ...read, state: 'scanned' }], seen: ['s-1'] })
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(TypeError);
    expect(await temp.clinic.seen(['s-1'])).to.deep.equal(new Set());
    const listed = (await temp.clinic.scans.get(OrderId('77')))!;
    expect(
      await temp.clinic.commit({ scans: [{ ...listed, state: 'filed' }] }).catch((thrown: unknown) => thrown),
    ).to.be.instanceOf(TypeError);
  });

  it('refuses a record of another clinic', async () => {
    const error = await temp.clinic
      .commit({ rx: [rx('A-1', { clinic: ClinicId('other') })] })
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(TypeError);
  });

  it('keeps what was committed for the next one who opens it, closed or not', async () => {
    await temp.clinic.commit({ rx: [rx('A-1')], tell: [told('A-1', 'wanted', 1)], cursors: { trigger: '9' } });
    const next = await temp.another();
    const ledger = next.clinic(CLINIC);
    expect((await ledger.rx.get(RxKey('A-1')))?.version).to.equal(1);
    expect(await ledger.status.due(1, 9)).to.have.length(1);
    expect(await ledger.cursor('trigger')).to.equal('9');
    next.close();
  });

  it('lets nobody change or remove the audit', async () => {
    await temp.clinic.commit({
      audit: [{ at: 5, actor: 'operator', action: 'dismiss', subject: 'A-1', detail: 'twice' }],
    });
    expect(await temp.clinic.audit(6)).to.deep.equal([]);
    temp.close();
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(temp.file);
    try {
      expect(() => db.exec('DELETE FROM audit')).to.throw('audit rows stay');
      expect(() => db.exec("UPDATE audit SET actor = 'nobody'")).to.throw('audit rows stay');
    } finally {
      db.close();
    }
  });

  it('reports a failure of the file as LEDGER_FAILED', async () => {
    const { clinic } = temp;
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(temp.file);
    db.exec('DROP TABLE cursors');
    db.close();
    const error = await clinic.commit({ cursors: { trigger: 'c' } }).catch((thrown: unknown) => thrown);
    expect(ChairsideError.is(error) && error.code).to.equal('LEDGER_FAILED');
  });
});
