import { contentDigest } from '@chairside/core';
import { expect } from 'chai';
import { describeWithServer } from '../support/server.js';
import { VisitPractice } from './visit-practice.js';

describeWithServer('the RX of a visit that is planned', () => {
  let practice: VisitPractice;
  let planned: number;
  let key: string;
  before(async () => {
    practice = await VisitPractice.open();
  });
  beforeEach(async () => {
    await practice.startAnew();
    practice.configure({ planned: true });
    planned = await practice.book({ status: 'planned' });
    key = `p${planned}:fixed-restorative`;
  });

  it('is wanted only where the clinic wants planned ones', async () => {
    expect(await practice.keys()).to.deep.equal([key]);
    expect(await practice.fate(key)).to.equal('wanted');
    practice.configure({ planned: false });
    expect(await practice.keys()).to.deep.equal([]);
    expect(await practice.fate(key)).to.equal('cancelled');
  });

  it('is not wanted of a patient who is no longer one, and taken back from nobody for that', async () => {
    for (const status of ['inactive', 'deceased', 'archived'] as const) {
      await practice.hands.changePatient(practice.patient, { status });
      expect([await practice.keys(), await practice.fate(key)], status).to.deep.equal([[], 'wanted']);
    }
    await practice.hands.changePatient(practice.patient, { status: 'prospective' });
    expect(await practice.keys()).to.deep.equal([key]);
  });

  it('stays the same RX when the visit is scheduled', async () => {
    const before = contentDigest(await practice.only());
    await practice.hands.schedulePlanned(planned, { inDays: 2 });
    const after = await practice.only();
    expect(after.key).to.equal(key);
    expect(contentDigest(after)).to.equal(before);
    expect(await practice.fate(key)).to.equal('wanted');
  });

  it('is cancelled when the visit is scheduled beyond the horizon, broken or deleted, and over when it is completed', async () => {
    const visit = await practice.hands.schedulePlanned(planned, { inDays: 9 });
    expect([await practice.keys(), await practice.fate(key)]).to.deep.equal([[], 'cancelled']);
    await practice.hands.moveVisit(visit, { inDays: 1 });
    expect([await practice.keys(), await practice.fate(key)]).to.deep.equal([[key], 'wanted']);
    await practice.hands.completeVisit(visit);
    expect([await practice.keys(), await practice.fate(key)]).to.deep.equal([[], 'over']);
    await practice.hands.breakVisit(visit);
    expect([await practice.keys(), await practice.fate(key)]).to.deep.equal([[], 'cancelled']);
  });

  it('is cancelled when the planned visit is deleted', async () => {
    await practice.book({ procedures: [] });
    await practice.hands.deleteVisit(planned);
    expect([await practice.keys(), await practice.fate(key)]).to.deep.equal([[], 'cancelled']);
  });

  it('is another one for another visit that carries out the same plan', async () => {
    const first = await practice.hands.schedulePlanned(planned, { inDays: 1 });
    await practice.hands.breakVisit(first);
    const second = await practice.hands.schedulePlanned(planned, { inDays: 2 });
    expect(await practice.keys()).to.deep.equal([`${second}:fixed-restorative`]);
    expect(await practice.fate(key)).to.equal('cancelled');
    expect(await practice.fate(`${second}:fixed-restorative`)).to.equal('wanted');
  });

  it('counts no procedure twice that belongs to a scheduled visit too', async () => {
    const other = await practice.book({ procedures: [] });
    const [crown] = await practice.hands.proceduresOf(planned);
    await practice.opened.practice.query('UPDATE procedurelog SET AptNum = ? WHERE ProcNum = ?', [other, crown]);
    expect(await practice.keys()).to.deep.equal([`${other}:fixed-restorative`]);
  });

  it('is named by its own number where planned ones are not wanted', async () => {
    practice.configure({});
    const visit = await practice.hands.schedulePlanned(planned, { inDays: 1 });
    expect(await practice.keys()).to.deep.equal([`${visit}:fixed-restorative`]);
    expect(await practice.fate(`${visit}:fixed-restorative`)).to.equal('wanted');
    expect(await practice.fate(key), 'under its former name').to.equal('cancelled');
    practice.configure({ planned: true });
    expect(await practice.fate(`${visit}:fixed-restorative`), 'under its former name').to.equal('cancelled');
  });
});
