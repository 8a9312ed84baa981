import { FakeClock } from '@chairside/adapter-testkit';
import type { ClinicLedger, CloudPatient, PatientRecord, PatientState } from '@chairside/core/house';
import { PatientDesk } from '@chairside/core/flow';
import { expect } from 'chai';
import { samplePatient } from './support/samples.js';
import { closeTestLedger, freshClinic } from './support/test-ledger.js';

const TOLD = samplePatient(1, { dateOfBirth: '1980-02-03' });
const WANTED = samplePatient(1, { lastName: 'Newname', dateOfBirth: '1980-02-03' });
const AT_CLOUD: CloudPatient = {
  id: 'id-1',
  chartNumber: TOLD.chartNumber,
  firstName: TOLD.firstName,
  lastName: TOLD.lastName,
};

describe("the operator's hands on a patient's data", () => {
  let ledger: ClinicLedger;
  let desk: PatientDesk;
  const clock = new FakeClock();
  const seed = async (state: PatientState, changes: Partial<PatientRecord> = {}): Promise<void> => {
    const progress = { attempts: 3, backoff: 4, interrupted: 0, createdAt: 0, updatedAt: 0, version: 0 };
    const problem = { code: 'PATIENT_CHART_NUMBER_FOREIGN', class: 'needs-person', text: '', at: 0 } as const;
    const known = { matches: [AT_CLOUD], problem, wanted: WANTED, told: TOLD };
    await ledger.commit({
      patients: [{ ...progress, ...known, clinic: ledger.clinic, ref: TOLD.ref, state, ...changes }],
    });
  };
  const record = async (): Promise<PatientRecord> => (await ledger.patients.get(TOLD.ref))!;
  const correct = (after: Partial<CloudPatient>, before: Partial<CloudPatient> = {}): Promise<void> =>
    desk.corrected({ before: { ...AT_CLOUD, ...before }, after: { ...AT_CLOUD, ...after }, fields: ['last name'] }, [
      TOLD.ref,
      samplePatient(2).ref,
    ]);

  beforeEach(async () => {
    ledger = await freshClinic();
    desk = new PatientDesk(ledger, clock, 'somebody');
  });
  after(closeTestLedger);

  for (const state of ['review', 'failed', 'dismissed'] as const) {
    it(`pushes at once what the DPMS says of a patient who is ${state}, with all attempts anew`, async () => {
      await seed(state);
      expect(await desk.retry(TOLD.ref)).to.have.property('kind', 'done');
      expect(await record()).to.include({ state: 'changed', dueAt: clock.now(), attempts: 0, backoff: 0 });
      expect(await record()).to.not.have.any.keys('problem', 'matches');
      expect((await record()).wanted).to.deep.equal(WANTED);
    });
  }

  it('is in step with a patient of whom the DPMS says nothing else', async () => {
    await seed('review', { wanted: undefined });
    await desk.retry(TOLD.ref);
    expect(await record())
      .to.include({ state: 'in-step' })
      .and.not.have.any.keys('dueAt', 'problem', 'matches');
  });

  it('lets a difference rest', async () => {
    for (const state of ['review', 'failed', 'changed'] as const) {
      ledger = await freshClinic();
      desk = new PatientDesk(ledger, clock, 'somebody');
      await seed(state, { dueAt: 1 });
      expect(await desk.dismiss(TOLD.ref)).to.have.property('kind', 'done');
      expect(await record())
        .to.include({ state: 'dismissed' })
        .and.not.have.property('dueAt');
    }
  });

  it('refuses what makes no sense, changes nothing then, and knows nobody else', async () => {
    await seed('in-step');
    expect(await desk.retry(TOLD.ref)).to.have.property('kind', 'refused');
    expect(await desk.dismiss(TOLD.ref)).to.have.property('kind', 'refused');
    expect(await desk.retry(samplePatient(2).ref)).to.deep.equal({ kind: 'unknown' });
    expect([(await record()).version, await ledger.audit(0)]).to.deep.equal([1, []]);
  });

  it('audits each click without what the patient is called', async () => {
    await seed('review');
    await desk.retry(TOLD.ref);
    await desk.dismiss(TOLD.ref);
    await correct({ lastName: 'Newname' });
    const entries = await ledger.audit(0);
    expect(entries.map(({ actor, action, subject, detail }) => [actor, action, subject, detail])).to.deep.equal([
      ['somebody', 'patient retried', TOLD.ref, undefined],
      ['somebody', 'patient dismissed', TOLD.ref, undefined],
      ['somebody', 'patient updated by operator', AT_CLOUD.id, 'last name'],
    ]);
  });

  it('knows a patient by what a person made of them at the cloud', async () => {
    await seed('review');
    await correct({ lastName: 'Other', gender: 'Male' });
    expect(await record()).to.deep.include({ state: 'review', wanted: WANTED });
    expect((await record()).told).to.include({ ref: TOLD.ref, lastName: 'Other', gender: 'Male' });
  });

  it('has nothing left to do where a person made it what the DPMS says', async () => {
    await seed('review');
    await correct({ lastName: 'Newname', dateOfBirth: '1980-02-03' });
    expect(await record())
      .to.include({ state: 'in-step' })
      .and.not.have.any.keys('wanted', 'problem', 'matches');
  });

  it('is not misled by a stranger who held the same chart number', async () => {
    await seed('review');
    await correct({ lastName: 'Other' }, { firstName: 'Mike', lastName: 'Stranger', dateOfBirth: '1955-05-05' });
    expect((await record()).told).to.deep.equal(TOLD);
    await correct({ lastName: 'Other' }, { chartNumber: '999' });
    expect((await record()).told).to.deep.equal(TOLD);
    await correct({ lastName: 'Other' }, { lastName: 'Misspelt', dateOfBirth: '1980-02-03' });
    expect((await record()).told).to.include({ lastName: 'Other' });
  });
});
