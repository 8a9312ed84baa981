import { PatientRef, type Patient, type PatientSearch, type ScannedPatient } from '@chairside/core';
import { PracticeHands } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { OpenDentalPatients } from '../../dist/patients/open-dental-patients.js';
import type { ChartNumberColumn } from '../../dist/patients/patient-row.js';
import { errorOf } from '../support/error-of.js';
import { describeWithServer, openPractice, signal, VERSIONS, type OpenedPractice } from '../support/server.js';

const MIA = { last: 'Example', first: 'Mia', birthDate: '1980-02-03', gender: 'female' } as const;

describeWithServer('the patients of Open Dental', () => {
  let practice: OpenedPractice;
  let hands: PracticeHands;

  const openVersion = async (version?: string): Promise<void> => {
    practice = await openPractice(version);
    hands = new PracticeHands(practice.practice);
  };
  const source = (chartNumber: ChartNumberColumn = 'PatNum') =>
    new OpenDentalPatients(practice.openDental, chartNumber);
  const byRef = (number: number | string, chartNumber?: ChartNumberColumn): Promise<Patient | undefined> =>
    source(chartNumber).byRef(PatientRef(String(number)), signal);
  const search = (scanned: Partial<ScannedPatient>, chartNumber?: ChartNumberColumn): Promise<PatientSearch> =>
    source(chartNumber).search({ chartNumber: '', firstName: 'Mia', lastName: 'Example', ...scanned }, signal);
  const refsOf = (answer: PatientSearch): readonly string[] => {
    if (answer.kind === 'found') return [answer.patient.ref];
    return (answer.kind === 'none' ? answer.near : answer.patients).map(({ ref }) => ref);
  };

  beforeEach(() => openVersion());

  for (const version of VERSIONS) {
    it(`are known by their number in version ${version}`, async () => {
      await openVersion(version);
      const number = await hands.addPatient(MIA);
      expect(await byRef(number)).to.deep.equal({
        ref: String(number),
        chartNumber: String(number),
        firstName: 'Mia',
        lastName: 'Example',
        dateOfBirth: '1980-02-03',
        gender: 'Female',
      });
      expect((await search({ chartNumber: String(number) })).kind).to.equal('found');
      expect((await source().changed(undefined, signal)).patients).to.have.length(1);
    });
  }

  it('have the chart number that the practice gave them where it wants that, which may be none', async () => {
    const one = await hands.addPatient({ ...MIA, chartNumber: ' K-17 ' });
    const other = await hands.addPatient(MIA);
    expect((await byRef(one, 'ChartNumber'))?.chartNumber).to.equal('K-17');
    expect((await byRef(other, 'ChartNumber'))?.chartNumber).to.equal('');
  });

  it('have no birth date where Open Dental means none, and no gender but the two that the cloud knows', async () => {
    for (const birthDate of ['0001-01-01', '0000-00-00', '1980-00-00', '1879-12-31']) {
      const number = await hands.addPatient({ ...MIA, birthDate });
      expect((await byRef(number))?.dateOfBirth, birthDate).to.equal(undefined);
    }
    const genders = ['male', 'female', 'unknown', 'other'] as const;
    const seen = [];
    for (const gender of genders) seen.push((await byRef(await hands.addPatient({ ...MIA, gender })))?.gender);
    expect(seen).to.deep.equal(['Male', 'Female', undefined, undefined]);
  });

  it('have names as they are written, without spaces around them', async () => {
    const number = await hands.addPatient({ ...MIA, last: " O'Müller-見本 ", first: ' Zoë Anne ' });
    const patient = await byRef(number);
    expect([patient?.firstName, patient?.lastName]).to.deep.equal(['Zoë Anne', "O'Müller-見本"]);
  });

  it('are nobody under a number that there is not, or that is none', async () => {
    for (const ref of ['999999', '', 'abc', '1 OR 1=1', '99999999999999999999', '-1']) {
      expect(await byRef(ref), ref).to.equal(undefined);
    }
  });

  it('are nobody any more when they were deleted', async () => {
    const number = await hands.addPatient({ ...MIA, status: 'deleted' });
    expect(await byRef(number)).to.equal(undefined);
    expect(await search({ chartNumber: String(number) })).to.deep.equal({ kind: 'none', near: [] });
  });

  it('that were merged are answered as the one who remains, over any number of steps', async () => {
    const [first, second, third] = [
      await hands.addPatient(MIA),
      await hands.addPatient(MIA),
      await hands.addPatient(MIA),
    ];
    await hands.mergePatients(first, second);
    await hands.mergePatients(second, third);
    expect((await byRef(first))?.ref).to.equal(String(third));
    expect((await byRef(second))?.ref).to.equal(String(third));
  });

  it('that were merged into one who was deleted are nobody', async () => {
    const [one, other] = [await hands.addPatient(MIA), await hands.addPatient(MIA)];
    await hands.mergePatients(one, other);
    await hands.changePatient(other, { status: 'deleted' });
    expect(await byRef(one)).to.equal(undefined);
  });

  it('that were merged there and back again are the one who is not archived, or nobody', async () => {
    const [one, other] = [await hands.addPatient(MIA), await hands.addPatient(MIA)];
    await hands.mergePatients(one, other);
    await hands.mergePatients(other, one);
    expect(await byRef(one)).to.equal(undefined);
    await hands.changePatient(one, { status: 'patient' });
    expect((await byRef(one))?.ref).to.equal(String(one));
    expect((await byRef(other))?.ref).to.equal(String(one));
  });

  it('that were merged into two others are nobody: no rule says which', async () => {
    const [one, two, three] = [await hands.addPatient(MIA), await hands.addPatient(MIA), await hands.addPatient(MIA)];
    await hands.mergePatients(one, two);
    await hands.mergePatients(one, three);
    expect(await byRef(one)).to.equal(undefined);
  });

  it('are found where chart number and name both agree, else only near', async () => {
    const mia = String(await hands.addPatient(MIA));
    const tom = String(await hands.addPatient({ last: 'Sample', first: 'Tom' }));
    expect(await search({ chartNumber: mia, firstName: 'MIA ' })).to.have.property('kind', 'found');
    const near = await search({ chartNumber: tom });
    expect([near.kind, refsOf(near)]).to.deep.equal(['none', [tom, mia]]);
    expect(await search({ chartNumber: '' })).to.deep.equal(await search({ chartNumber: 'none of ours' }));
    expect(refsOf(await search({ chartNumber: '' }))).to.deep.equal([mia]);
    expect(await search({ chartNumber: '', firstName: '', lastName: '' })).to.deep.equal({ kind: 'none', near: [] });
  });

  it('are found by their own chart number where the practice uses that, and never by PatNum then', async () => {
    const mia = await hands.addPatient({ ...MIA, chartNumber: '17' });
    const other = await hands.addPatient({ ...MIA, chartNumber: '' });
    expect(refsOf(await search({ chartNumber: '17' }, 'ChartNumber'))).to.deep.equal([String(mia)]);
    expect((await search({ chartNumber: String(other) }, 'ChartNumber')).kind).to.equal('none');
    expect((await search({ chartNumber: '' }, 'ChartNumber')).kind).to.equal('none');
  });

  it('are ambiguous where several hold the same chart number and name', async () => {
    const one = await hands.addPatient({ ...MIA, chartNumber: '17' });
    const other = await hands.addPatient({ ...MIA, chartNumber: '17' });
    const answer = await search({ chartNumber: '17' }, 'ChartNumber');
    expect([answer.kind, refsOf(answer)]).to.deep.equal(['ambiguous', [String(one), String(other)]]);
  });

  it('are found by a chart number that went away with a merge, under the number of who remains', async () => {
    const [old, now] = [
      await hands.addPatient({ ...MIA, first: 'Mia' }),
      await hands.addPatient({ ...MIA, first: 'Maria' }),
    ];
    await hands.mergePatients(old, now);
    const answer = await search({ chartNumber: String(old) });
    expect(answer).to.have.property('kind', 'found');
    expect(answer).to.have.nested.property('patient.ref', String(now));
    expect(answer).to.have.nested.property('patient.chartNumber', String(old));
    expect((await search({ chartNumber: String(old), firstName: 'Eva' })).kind).to.equal('none');
  });

  it('are one answer where a merge left two records with the same chart number and name', async () => {
    const [old, now] = [
      await hands.addPatient({ ...MIA, chartNumber: '17' }),
      await hands.addPatient({ ...MIA, chartNumber: '17' }),
    ];
    await hands.mergePatients(old, now);
    const answer = await search({ chartNumber: '17' }, 'ChartNumber');
    expect([answer.kind, refsOf(answer)]).to.deep.equal(['found', [String(now)]]);
  });

  it('that are clones are told by their number, and named for a person where nothing tells them', async () => {
    const mia = await hands.addPatient({ ...MIA, chartNumber: '17' });
    const clone = await hands.clonePatient(mia);
    await hands.changePatient(clone, { chartNumber: '17' });
    expect(refsOf(await search({ chartNumber: String(clone) }))).to.deep.equal([String(clone)]);
    expect(refsOf(await search({ chartNumber: String(mia) }))).to.deep.equal([String(mia)]);
    const answer = await search({ chartNumber: '17' }, 'ChartNumber');
    expect(answer.kind).to.equal('ambiguous');
    const remarks = answer.kind === 'ambiguous' ? answer.patients.map(({ remark }) => remark) : [];
    expect(remarks).to.deep.equal([undefined, `This record is a clone of patient ${mia}.`]);
  });

  it('are found by no chart number that half the practice shares', async () => {
    for (let count = 0; count < 60; count += 1)
      await hands.addPatient({ ...MIA, first: `Mia ${count}`, chartNumber: '0' });
    expect((await search({ chartNumber: '0', firstName: 'Mia 3' }, 'ChartNumber')).kind).to.equal('none');
  });

  it('are looked up by index, and never by what a scan carries as a statement', async () => {
    const { openDental, database, practice: connection } = practice;
    for (let count = 0; count < 300; count += 1) {
      await hands.addPatient({ last: `Sample${count}`, first: 'Tom', chartNumber: `K${count}` });
    }
    await openDental.schema(signal);
    database.asked.length = 0;
    await search({ chartNumber: "1' OR ''='", lastName: "'; DROP TABLE patient; --" }, 'ChartNumber');
    await search({ chartNumber: '7', lastName: 'Sample9', firstName: 'Tom' });
    const statements = [...new Set(database.asked)].filter((statement) => !statement.includes('preference'));
    expect(statements).to.have.length.greaterThan(3);
    for (const statement of statements) {
      const values = statement
        .split('?')
        .slice(1)
        .map(() => '7');
      const [plan] = await connection.query(`EXPLAIN ${statement.replaceAll('?', () => `'${values.pop()}'`)}`);
      for (const step of plan as unknown as readonly { readonly key: string | null; readonly Extra: string }[]) {
        expect(step.key !== null || /const table/i.test(step.Extra), `${statement}: ${JSON.stringify(step)}`).to.equal(
          true,
        );
      }
    }
  });

  it('are not answered while Open Dental updates itself: nobody is taken for unknown then', async () => {
    const number = await hands.addPatient(MIA);
    await hands.setPreference('UpdateInProgressOnComputerName', 'FRONTDESK');
    expect((await errorOf(byRef(number)))?.code).to.equal('DATABASE_UPDATING');
    expect((await errorOf(search({ chartNumber: String(number) })))?.code).to.equal('DATABASE_UPDATING');
    expect((await errorOf(source().changed(undefined, signal)))?.code).to.equal('DATABASE_UPDATING');
  });
});
