import { FakeClock } from '@chairside/adapter-testkit';
import { PracticeHands } from '@chairside/opendental-practice';
import { expect } from 'chai';
import type { RowDataPacket } from 'mysql2/promise';
import { OpenDental } from '../../dist/database/open-dental.js';
import { errorOf } from '../support/error-of.js';
import {
  account,
  describeWithServer,
  freshDatabase,
  openDatabase,
  openPractice,
  readOnlyAccount,
  signal,
  VERSIONS,
} from '../support/server.js';

const NAMES = 'SELECT LName AS name FROM patient WHERE PatNum = ?';
const HOUR = 60 * 60 * 1000;

describeWithServer('the database of Open Dental', () => {
  for (const version of VERSIONS) {
    it(`of version ${version} is read by an account that may do just that`, async () => {
      const { openDental } = await openPractice(version);
      expect(await openDental.version(signal)).to.equal(version);
      expect((await openDental.schema(signal)).missing).to.deep.equal([]);
    });
  }

  it('of an early version lacks what came later, which is named with what happens without it', async () => {
    const early = await (await openPractice('16.3.34')).openDental.schema(signal);
    expect(early.absent.map(({ name }) => name)).to.deep.equal(['patientlink', 'providerclinic']);
    const late = await (await openPractice('25.4')).openDental.schema(signal);
    expect(late.absent).to.deep.equal([]);
  });

  it('is not read while Open Dental updates it, nor while it is marked as damaged, and again afterwards', async () => {
    const { openDental, practice } = await openPractice();
    const hands = new PracticeHands(practice);
    const read = async () => openDental.read(async () => 'read', signal);
    await hands.setPreference('UpdateInProgressOnComputerName', 'FRONTDESK');
    expect((await errorOf(read()))?.code).to.equal('DATABASE_UPDATING');
    await hands.setPreference('UpdateInProgressOnComputerName', '');
    await hands.setPreference('CorruptedDatabase', '1');
    expect((await errorOf(read()))?.code).to.equal('DATABASE_UPDATING');
    await hands.setPreference('CorruptedDatabase', '0');
    expect(await read()).to.equal('read');
  });

  it('is not believed where an update began while it was read', async () => {
    const { openDental, practice } = await openPractice();
    const error = await errorOf(
      openDental.read(() => new PracticeHands(practice).setPreference('UpdateInProgressOnComputerName', 'X'), signal),
    );
    expect(error?.code).to.equal('DATABASE_UPDATING');
  });

  it('is read in one piece or not at all: a connection that is lost in between ends the reading', async () => {
    const { openDental, practice } = await openPractice();
    const error = await errorOf(
      openDental.read(async (reader) => {
        const [row] = await reader.rows<{ readonly id: number }>('SELECT CONNECTION_ID() AS id');
        await practice.query('KILL ?', [row?.id]);
        await reader.rows(NAMES, ['1']);
      }, signal),
    );
    expect(error?.code).to.equal('DATABASE_UNREACHABLE');
    expect(await openDental.version(signal)).to.equal('25.4');
  });

  it('is read again after a connection was ended while nobody used it', async () => {
    const { openDental, practice, address } = await openPractice();
    await openDental.version(signal);
    const [rows] = await practice.query<RowDataPacket[]>(
      'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE USER = ?',
      [address.user],
    );
    for (const row of rows) await practice.query('KILL ?', [row['id']]);
    await errorOf(openDental.version(signal));
    expect(await openDental.version(signal)).to.equal('25.4');
  });

  it('lets go of a statement when it is told to stop, and is read again', async () => {
    const { openDental, database } = await openPractice();
    await openDental.schema(signal);
    const stop = new AbortController();
    const waiting = errorOf(database.rows('SELECT SLEEP(50)', [], stop.signal));
    setImmediate(() => stop.abort());
    expect((await waiting)?.code).to.equal('STOPPED');
    expect((await errorOf(database.rows('SELECT 1', [], stop.signal)))?.code).to.equal('STOPPED');
    expect(await openDental.version(signal)).to.equal('25.4');
  });

  it('keeps the last digits of a large key, dates that mean none, and letters of three bytes', async () => {
    const { openDental, practice } = await openPractice();
    await practice.query(`INSERT INTO patient (PatNum, LName, FName, Birthdate, Guarantor, PriProv, SecProv, FeeSched,
      BillingType, SchoolName, EmployerNum, ClinicNum, Premed, PreferConfirmMethod, PreferContactMethod,
      PreferRecallMethod, SchedDayOfWeek, PayPlanDue, SiteNum, ResponsParty, CanadianEligibilityCode, AskToArriveEarly,
      PreferContactConfidential, SuperFamily, TxtMsgOk, SmokingSnoMed, Country, SecUserNumEntry, HasSuperBilling)
      VALUES (9007199254740993, '見本', 'Ünal', '0000-00-00', 0, 0, 0, 0, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0, '', '', 0, 0)`);
    const [row] = await openDental.read(
      (reader) =>
        reader.rows<Record<string, unknown>>('SELECT PatNum, LName, FName, Birthdate FROM patient WHERE PatNum = ?', [
          '9007199254740993',
        ]),
      signal,
    );
    expect(row).to.deep.equal({ PatNum: '9007199254740993', LName: '見本', FName: 'Ünal', Birthdate: '0000-00-00' });
  });

  it('is looked at anew after an hour: an account that was given more meanwhile is refused', async () => {
    const { openDental, practice, address, clock, name } = await openPractice();
    await openDental.schema(signal);
    await practice.query(`GRANT INSERT ON \`${name}\`.patient TO '${address.user}'@'127.0.0.1'`);
    await clock.advance(HOUR - 1);
    expect(await errorOf(openDental.schema(signal))).to.equal(undefined);
    await clock.advance(1);
    expect((await errorOf(openDental.schema(signal)))?.code).to.equal('DATABASE_CAN_WRITE');
  });
});

describeWithServer('a database that cannot be read', () => {
  const failureOf = async (change: (address: Awaited<ReturnType<typeof readOnlyAccount>>) => object) => {
    const database = await freshDatabase();
    const address = await readOnlyAccount(database);
    const openDental = new OpenDental(openDatabase({ ...address, ...change(address) }), new FakeClock());
    return errorOf(openDental.schema(signal));
  };

  it('is told by the reason: a wrong password', async () => {
    const error = await failureOf(() => ({ password: 'mistyped' }));
    expect(error?.code).to.equal('DATABASE_LOGIN_REFUSED');
    expect(`${error?.message} ${error?.detail}`).not.to.include('mistyped');
  });

  it('is told by the reason: an account that there is not', async () => {
    expect((await failureOf(() => ({ user: 'nobody' })))?.code).to.equal('DATABASE_LOGIN_REFUSED');
  });

  it('is told by the reason: nobody listens there', async () => {
    expect((await failureOf(() => ({ port: 1 })))?.code).to.equal('DATABASE_UNREACHABLE');
  });

  it('is told by the reason: a host that there is not', async () => {
    expect((await failureOf(() => ({ host: 'no-such-host.invalid' })))?.code).to.equal('DATABASE_UNREACHABLE');
  });

  it('is told by the reason: another database than the account may read', async () => {
    const other = await freshDatabase();
    expect((await failureOf(() => ({ database: other.name })))?.code).to.equal('DATABASE_GRANT_MISSING');
  });

  it('is told by the reason: a database that there is not', async () => {
    const database = await freshDatabase();
    const address = await account(database, (who) => [`GRANT SELECT ON *.* TO ${who}`]);
    const openDental = new OpenDental(openDatabase({ ...address, database: 'no_such_database' }), new FakeClock());
    expect((await errorOf(openDental.schema(signal)))?.code).to.equal('DATABASE_UNSUITABLE');
  });

  it('is told by the reason: a database that is not of Open Dental', async () => {
    const database = await freshDatabase();
    const address = await account(database, (who) => [`GRANT SELECT ON *.* TO ${who}`]);
    const openDental = new OpenDental(openDatabase({ ...address, database: 'mysql' }), new FakeClock());
    expect((await errorOf(openDental.schema(signal)))?.code).to.equal('DATABASE_UNSUITABLE');
  });

  it('is told by the reason: tables that the account may not read', async () => {
    const database = await freshDatabase();
    const address = await account(database, (who) => [`GRANT SELECT ON \`${database.name}\`.preference TO ${who}`]);
    const error = await errorOf(new OpenDental(openDatabase(address), new FakeClock()).schema(signal));
    expect(error?.code).to.equal('DATABASE_GRANT_MISSING');
    expect(error?.detail).to.include('patient, appointment');
  });

  it('is told by the reason: a column that is not there', async () => {
    const database = await freshDatabase();
    const address = await readOnlyAccount(database);
    await database.practice.query('ALTER TABLE patient DROP COLUMN ImageFolder');
    const error = await errorOf(new OpenDental(openDatabase(address), new FakeClock()).schema(signal));
    expect(error?.code).to.equal('DATABASE_UNSUITABLE');
    expect(error?.detail).to.include('patient.ImageFolder');
  });

  it('is read as soon as what was wrong is right, without a restart', async () => {
    const database = await freshDatabase();
    const { practice, name } = database;
    const address = await account(database, (who) => [`GRANT SELECT ON \`${name}\`.preference TO ${who}`]);
    const openDental = new OpenDental(openDatabase(address), new FakeClock());
    expect((await errorOf(openDental.schema(signal)))?.code).to.equal('DATABASE_GRANT_MISSING');
    await practice.query(`GRANT SELECT ON \`${name}\`.* TO '${address.user}'@'127.0.0.1'`);
    expect(await errorOf(openDental.schema(signal))).to.equal(undefined);
  });
});
