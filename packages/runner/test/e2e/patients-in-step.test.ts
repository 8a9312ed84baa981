import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, type ClinicOptions } from './sample-clinic.js';

interface PatientJson {
  readonly id: string;
  readonly lastName: string;
}

interface RecordJson {
  readonly kind: string;
  readonly clinic: string;
  readonly state: string;
  readonly patient: { readonly ref: string; readonly lastName: string };
  readonly told: { readonly lastName: string };
  readonly matches: readonly PatientJson[];
  readonly problem: { readonly code: string; readonly text: string } | null;
}

describe('in step with the DPMS', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());
  const open = async (options: ClinicOptions): Promise<void> => {
    clinic = await SampleClinic.open(options);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  const update = (...options: readonly string[]): ReturnType<SampleClinic['quick']> =>
    clinic.quick('patients', 'update', 'main-street', ...options);
  const changesSent = (): number => clinic.simulator.requests().filter(({ method }) => method === 'PATCH').length;
  const ROSTER = 'chartNumber,firstName,lastName,dateOfBirth,gender\n';
  const roster = (...rows: readonly string[]): Promise<void> =>
    writeFile(join(clinic.folder, 'patients.csv'), `${ROSTER}${rows.join('\n')}\n`);
  const inReview = async (): Promise<readonly RecordJson[]> =>
    (await clinic.json<{ review: readonly RecordJson[] }>('review', 'list')).review;
  const listed = async (...options: readonly string[]): Promise<readonly RecordJson[]> =>
    (await clinic.json<{ patients: readonly RecordJson[] }>('patients', 'list', 'main-street', ...options)).patients;
  const atIteroNow = (): readonly string[] =>
    clinic.simulator
      .patients()
      .map(({ firstName, lastName, dateOfBirth }) => `${firstName} ${lastName} ${dateOfBirth}`);
  /** The practice's patient 1001 was put on the scanner, so iTero knows of her through us. */
  const withSample = async (patients: object = { pushUpdates: true }): Promise<void> => {
    await open({ adapter: { roster: './patients.csv' }, clinic: { patients } });
    clinic.simulator.setSwitches({ patientUpdates: true });
    await roster('1001,Sample,Incisor,1980-02-03,Female');
    await clinic.drop('A-1.json', request('A-1'));
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    expect(atIteroNow()).to.deep.equal(['Sample Incisor 1980-02-03']);
  };

  it('is a patient whose name, birth date and gender changed in the roster', async () => {
    await withSample();
    await roster('1001,Sample,Molar,1980-02-04,Male', '1002,Never,Scanned,1990-01-01,Male');
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    expect(atIteroNow()).to.deep.equal(['Sample Molar 1980-02-04']);
    expect(clinic.simulator.patients()[0]?.gender).to.equal('Male');
    expect(await listed()).to.deep.equal([]);
    expect((await listed('--state', 'in-step')).map(({ told }) => told.lastName)).to.deep.equal(['Molar']);
    expect(changesSent()).to.equal(1);
    expect((await clinic.once()).code).to.equal(0);
    expect(changesSent(), 'and not told twice').to.equal(1);
  });

  it('is nobody where the practice does not want it', async () => {
    await withSample({});
    await roster('1001,Sample,Molar,1980-02-03,Female');
    expect((await clinic.once()).code).to.equal(0);
    expect(atIteroNow()).to.deep.equal(['Sample Incisor 1980-02-03']);
  });

  it('is a patient too whom the operator named otherwise at iTero meanwhile', async () => {
    await withSample();
    expect((await update('--chart', '1001', '--last', 'Canine', '--yes')).code).to.equal(0);
    expect((await listed('--state', 'in-step')).map(({ told }) => told.lastName)).to.deep.equal(['Canine']);
    await roster('1001,Sample,Molar,1970-07-07,Female');
    expect((await clinic.once()).code).to.equal(0);
    expect(atIteroNow()).to.deep.equal(['Sample Molar 1970-07-07']);
  });

  it('is never a stranger who holds the same chart number: a person decides', async () => {
    await withSample();
    // Somebody corrects on myitero.com whom the chart number belongs to.
    const stranger = { firstName: 'Mike', lastName: 'Stranger', dateOfBirth: '1955-05-05' };
    Object.assign(clinic.simulator.patients()[0]!, stranger);
    await roster('1001,Sample,Molar,1980-02-03,Female');
    expect((await clinic.once()).code).to.equal(4);
    expect(atIteroNow()).to.deep.equal(['Mike Stranger 1955-05-05']);
    const [entry] = await inReview();
    expect(entry?.problem?.code).to.equal('PATIENT_CHART_NUMBER_FOREIGN');
    expect(entry?.matches.map(({ lastName }) => lastName)).to.deep.equal(['Stranger']);
    expect((await listed('--state', 'review')).map(({ patient }) => patient.ref)).to.deep.equal(['1001']);

    const right = ['--first', 'Sample', '--last', 'Molar', '--birth-date', '1980-02-03', '--yes'];
    expect((await update('--chart', '1001', ...right)).code).to.equal(0);
    expect((await clinic.quick('patients', 'retry', 'main-street', '1001')).code).to.equal(0);
    expect((await clinic.once()).code).to.equal(0);
    expect(await inReview()).to.deep.equal([]);
  });

  it('is sent to no scanner under the chart number of a stranger', async () => {
    await open({ clinic: { patients: { pushUpdates: true } } });
    clinic.simulator.setSwitches({ patientUpdates: true });
    clinic.simulator.addPatient({ firstName: 'Mike', lastName: 'Stranger', chartNumber: '1001' });
    await clinic.drop('A-1.json', request('A-1'));
    expect((await clinic.once()).code).to.equal(4);
    expect(clinic.simulator.rxs()).to.deep.equal([]);
    const [entry] = await inReview();
    expect(entry?.problem?.code).to.equal('RX_CHART_NUMBER_FOREIGN');
    expect(entry?.matches.map(({ lastName }) => lastName)).to.deep.equal(['Stranger']);
  });

  it('shows who shares a chart number in the review inbox, and goes on when a person has put it right', async () => {
    await withSample();
    const twin = clinic.simulator.addPatient({ firstName: 'Mike', lastName: 'Stranger', chartNumber: '1001' });
    await roster('1001,Sample,Molar,1980-02-03,Female');
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(4);
    expect(round.stderr).to.include('patients retry').and.to.not.include('1001');
    expect(atIteroNow()).to.deep.equal(['Sample Incisor 1980-02-03', 'Mike Stranger null']);
    const [entry, ...others] = await inReview();
    expect(others).to.deep.equal([]);
    expect(entry).to.deep.include({ kind: 'patient', clinic: 'main-street' });
    expect(entry?.patient).to.include({ ref: '1001', lastName: 'Molar' });
    expect(entry?.told).to.include({ lastName: 'Incisor' });
    expect(entry?.matches.map(({ id }) => id)).to.have.members(clinic.simulator.patients().map(({ id }) => id));
    expect(entry?.problem?.code).to.equal('PATIENT_CHART_NUMBER_SHARED');
    const { stdout } = await clinic.quick('review', 'list');
    expect(stdout).to.include('patient 1001: Sample Molar').and.to.include('Mike Stranger').and.to.include(twin.id);
    expect(stdout).to.include('chairside patients retry');
    const { clinics } = await clinic.json<{ clinics: { needsPerson: { kind: string; key: string }[] }[] }>('status');
    expect(clinics[0]?.needsPerson.map(({ kind, key }) => `${kind} ${key}`)).to.deep.equal(['patient 1001']);

    expect((await clinic.quick('patients', 'dismiss', 'main-street', '1001')).code).to.equal(0);
    expect((await clinic.once()).code, 'nothing needs a person then').to.equal(0);
    expect((await listed()).map(({ state }) => state)).to.deep.equal(['dismissed']);
    const [section] = clinic.config.clinics;
    const patients = { pushUpdates: true, updateById: true };
    await clinic.configure({ ...clinic.config, clinics: [{ ...section, patients }] });
    expect((await update('--id', twin.id, '--chart', '1001', '--new-chart', '1999', '--yes')).code).to.equal(0);
    expect((await clinic.quick('patients', 'retry', 'main-street', '1001')).code).to.equal(0);
    expect((await clinic.once()).code).to.equal(0);
    expect(atIteroNow()).to.deep.equal(['Sample Molar 1980-02-03', 'Mike Stranger null']);
    expect(await listed()).to.deep.equal([]);
    for (const verb of ['retry', 'dismiss']) {
      expect((await clinic.quick('patients', verb, 'main-street', '1001')).code, 'in step').to.equal(1);
      expect((await clinic.quick('patients', verb, 'main-street', '4711')).code).to.equal(2);
    }
  });
});
