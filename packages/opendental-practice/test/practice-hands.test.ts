import { expect } from 'chai';
import type { Connection } from 'mysql2/promise';
import { PracticeHands } from '../dist/index.js';
import { describeWithServer, numberOf, rowsOf, VERSIONS, type Server } from './support/server.js';

describeWithServer('what people do in a practice', (server) => {
  for (const version of VERSIONS) describe(`on Open Dental ${version}`, () => whatPeopleDo(server, version));
});

function whatPeopleDo(server: Server, version: string): void {
  let connection: Connection;
  let practice: PracticeHands;
  let patient: number;
  const visitRow = async (visit: number) =>
    (await rowsOf(connection, `SELECT * FROM appointment WHERE AptNum = ${visit}`))[0];
  const workOf = (visit: number) =>
    rowsOf(
      connection,
      `SELECT ProcCode, ToothNum, Surf, ToothRange, ProcStatus, AptNum, PlannedAptNum FROM procedurelog
         JOIN procedurecode USING (CodeNum) WHERE AptNum = ${visit} OR PlannedAptNum = ${visit} ORDER BY ProcNum`,
    );

  before(async () => {
    connection = await server.database(version);
    practice = new PracticeHands(connection);
  });

  beforeEach(async () => {
    patient = await practice.addPatient({
      last: "O'Sample",
      first: 'Zoë',
      birthDate: '1980-02-29',
      gender: 'female',
    });
  });

  it('a visit is booked, moved and given to another provider', async () => {
    const provider = await practice.addProvider({
      abbr: 'TEST',
      last: 'Testdentist',
      first: 'Ada',
      license: 'TEST-1',
    });
    const op = await practice.addOperatory({ name: 'Room', abbr: 'R' });
    const procedures = [
      { code: 'D2740', tooth: '3' },
      { code: 'D5213', range: '2,3,14' },
    ];
    const visit = await practice.addVisit({ patient, provider, op, at: { inDays: 3, time: '14:30' }, procedures });
    expect(await visitRow(visit)).to.include({ AptStatus: 1, ProvNum: provider, Op: op });
    expect((await visitRow(visit))!['AptDateTime']).to.equal(await practice.at(3, '14:30'));
    expect(
      (await workOf(visit)).map(({ ProcCode, ToothNum, ToothRange }) => [ProcCode, ToothNum, ToothRange] as unknown),
    ).to.deep.equal([
      ['D2740', '3', ''],
      ['D5213', '', '2,3,14'],
    ]);
    await practice.moveVisit(visit, '2031-01-02 10:00:00');
    await practice.changeVisit(visit, { provider: provider + 1 });
    expect(await visitRow(visit)).to.include({ AptDateTime: '2031-01-02 10:00:00', ProvNum: provider + 1, Op: op });
  });

  it('a visit is broken, taken off the book, completed with its procedures, deleted without them', async () => {
    const visit = await practice.addVisit({ patient, op: 1, procedures: [{ code: 'D9944', surf: 'U' }] });
    await practice.breakVisit(visit);
    expect(await visitRow(visit)).to.include({ AptStatus: 5, Op: 1 });
    await practice.unscheduleVisit(visit);
    expect(await visitRow(visit)).to.include({ AptStatus: 3, Op: 0 });
    await practice.completeVisit(visit);
    expect(await visitRow(visit)).to.include({ AptStatus: 2 });
    expect((await workOf(visit))[0]).to.include({ ProcStatus: 2 });
    const [work] = await practice.proceduresOf(visit);
    await practice.deleteVisit(visit);
    expect(await visitRow(visit)).to.equal(undefined);
    expect(await numberOf(connection, `SELECT AptNum FROM procedurelog WHERE ProcNum = ${work}`)).to.equal(0);
  });

  it('a planned visit is scheduled: it stays, and its procedures belong to both', async () => {
    const planned = await practice.addVisit({ patient, status: 'planned', procedures: [{ code: 'D8080.18' }] });
    expect(await visitRow(planned)).to.include({ AptStatus: 6, AptDateTime: '0001-01-01 00:00:00' });
    const visit = await practice.schedulePlanned(planned, { inDays: 2 });
    expect(await visitRow(visit)).to.include({ AptStatus: 1, NextAptNum: planned });
    expect(await visitRow(planned)).to.include({ AptStatus: 6 });
    expect((await workOf(visit))[0]).to.include({ AptNum: visit, PlannedAptNum: planned });
  });

  it('the procedures of a visit are changed, and the former stay in the plan', async () => {
    const visit = await practice.addVisit({ patient, procedures: [{ code: 'D2740', tooth: '3' }] });
    const [former] = await practice.proceduresOf(visit);
    await practice.changeProcedures(visit, [{ code: 'D2750', tooth: '4' }]);
    expect((await workOf(visit)).map(({ ProcCode }) => ProcCode as string)).to.deep.equal(['D2750']);
    expect(await numberOf(connection, `SELECT ProcStatus FROM procedurelog WHERE ProcNum = ${former}`)).to.equal(1);
    await practice.setProcedureStatus(former!, 'deleted');
    expect(await numberOf(connection, `SELECT ProcStatus FROM procedurelog WHERE ProcNum = ${former}`)).to.equal(6);
  });

  it('two records of a patient are merged, and what one had goes over to the other', async () => {
    const visit = await practice.addVisit({ patient });
    const other = await practice.addPatient({ last: 'Sample', first: 'Zoe' });
    await practice.mergePatients(patient, other);
    expect(await visitRow(visit)).to.include({ PatNum: other });
    expect(await numberOf(connection, `SELECT PatStatus FROM patient WHERE PatNum = ${patient}`)).to.equal(3);
  });

  it('a patient is cloned in capitals and changed', async () => {
    const clone = await practice.clonePatient(patient);
    await practice.changePatient(patient, { first: 'Zoé', chartNumber: 'C1' });
    const people = await rowsOf(
      connection,
      `SELECT LName, FName, Birthdate, Gender, ChartNumber FROM patient WHERE PatNum IN (${patient}, ${clone}) ORDER BY PatNum`,
    );
    const same = { Birthdate: '1980-02-29', Gender: 1 };
    expect(people.map((person) => ({ ...person }))).to.deep.equal([
      { LName: "O'Sample", FName: 'Zoé', ...same, ChartNumber: 'C1' },
      { LName: "O'SAMPLE", FName: 'ZOË', ...same, ChartNumber: '' },
    ]);
  });

  it('a preference is set, whether or not it was there', async () => {
    for (const path of ['C:\\first\\', 'C:\\first\\', 'C:\\second\\']) await practice.setPreference('DocPath', path);
    const values = await rowsOf(connection, `SELECT ValueString AS value FROM preference WHERE PrefName = 'DocPath'`);
    expect(values.map(({ value }) => value as string)).to.deep.equal(['C:\\second\\']);
  });

  it('documents, categories, teeth and appointment types are entered', async () => {
    const category = await practice.addCategory({ name: 'Scans', flags: 'L' });
    const document = await practice.addDocument({ patient, fileName: 'sample.pdf', category });
    await practice.addAppointmentType('Crown');
    await practice.missTeeth(patient, [1, 16]);
    const count = `SELECT COUNT(*) FROM document JOIN definition ON DefNum = DocCategory WHERE PatNum = ${patient}`;
    expect(await numberOf(connection, count)).to.equal(1);
    await practice.deleteDocument(document);
    expect(await numberOf(connection, count)).to.equal(0);
    expect(await numberOf(connection, `SELECT COUNT(*) FROM toothinitial WHERE PatNum = ${patient}`)).to.equal(2);
  });

  it('an account gets what it is granted, and is made anew', async () => {
    const [database] = await rowsOf(connection, 'SELECT DATABASE() AS name');
    for (const grants of [['SELECT ON *.*'], [`SELECT ON \`${String(database!['name'])}\`.patient`]]) {
      await practice.createAccount('reader', "it's a secret", grants);
    }
    const lines = (await rowsOf(connection, `SHOW GRANTS FOR 'reader'@'%'`)).flatMap(
      (row) => Object.values(row) as string[],
    );
    expect(lines).to.have.length(2);
    expect(lines[0]).to.match(/^GRANT USAGE ON \*\.\* /);
    expect(lines[1]).to.match(/^GRANT SELECT ON `practice_\d`\.`patient` TO /);
  });
}
