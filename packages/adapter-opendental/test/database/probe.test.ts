import { CaptureLogger, FakeClock, NO_RX_RULES } from '@chairside/adapter-testkit';
import { ClinicId, type AdapterPorts, type Finding } from '@chairside/core';
import { openDental } from '@chairside/adapter-opendental';
import { PracticeHands } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { OpenDental } from '../../dist/database/open-dental.js';
import { probeDatabase } from '../../dist/probe.js';
import { errorOf } from '../support/error-of.js';
import {
  account,
  afterwards,
  describeWithServer,
  freshDatabase,
  openDatabase,
  openPractice,
  readOnlyAccount,
  signal,
  VERSIONS,
  type PracticeAddress,
} from '../support/server.js';

const probeAt = (address: PracticeAddress): Promise<readonly Finding[]> =>
  probeDatabase(new OpenDental(openDatabase(address), new FakeClock()), signal);

describeWithServer('check, on the database of Open Dental,', () => {
  for (const version of VERSIONS) {
    it(`says the version: ${version}, and that of the server`, async () => {
      const { openDental } = await openPractice(version);
      const [first] = await probeDatabase(openDental, signal);
      expect(first?.level).to.equal('ok');
      expect(first?.text).to.match(new RegExp(`^Open Dental ${version} on .+, read as reader_\\d+@127\\.0\\.0\\.1$`));
    });
  }

  it('names what an early version lacks, and what is done without it', async () => {
    const [, ...others] = await probeDatabase((await openPractice('16.3.34')).openDental, signal);
    expect(others.map(({ level, text }) => `${level}: ${text}`)).to.deep.equal([
      'warning: patientlink is not seen, so merged patients are not followed and clones not named',
      'warning: providerclinic is not seen, so license numbers are those of the providers themselves',
    ]);
  });

  it('warns of a version before the first that Chairside was made for', async () => {
    const { openDental, practice } = await openPractice();
    await new PracticeHands(practice).setPreference('DataBaseVersion', '15.4.9');
    const [first] = await probeDatabase(openDental, signal);
    expect([first?.level, first?.advice]).to.deep.equal([
      'warning',
      'Chairside was made for Open Dental 16.3 and later',
    ]);
  });

  it('names the statement for a table that the account may not read', async () => {
    const database = await freshDatabase();
    const address = await readOnlyAccount(database);
    await database.practice.query(`REVOKE SELECT ON \`${database.name}\`.document FROM '${address.user}'@'127.0.0.1'`);
    const [only, ...others] = await probeAt(address);
    expect(others).to.deep.equal([]);
    expect(only?.level).to.equal('problem');
    expect(only?.text).to.match(/does not see document$/);
    const statement = only?.advice?.split('\n').at(-1) ?? '';
    await database.practice.query(statement);
    expect((await probeAt(address)).map(({ level }) => level)).to.deep.equal(['ok']);
  });

  it('waits while Open Dental updates itself', async () => {
    const { openDental, practice } = await openPractice();
    await new PracticeHands(practice).setPreference('UpdateInProgressOnComputerName', 'FRONTDESK');
    expect((await probeDatabase(openDental, signal)).map(({ level }) => level)).to.deep.equal(['unreachable']);
  });

  it('refuses an account that can write, and says nothing else', async () => {
    const database = await freshDatabase();
    const address = await account(database, (who) => [`GRANT ALL PRIVILEGES ON \`${database.name}\`.* TO ${who}`]);
    const findings = await probeAt(address);
    expect(findings.map(({ level }) => level)).to.deep.equal(['refused']);
    expect(findings[0]?.advice).to.include('REVOKE ALL PRIVILEGES').and.to.include('GRANT SELECT');
  });
});

describeWithServer('the adapter for Open Dental', () => {
  const logger = new CaptureLogger();
  const open = async (database: object): Promise<AdapterPorts> => {
    const ports = await openDental.create(openDental.options.parse({ database }), {
      clinic: ClinicId('main-street'),
      logger,
      clock: new FakeClock(),
      rx: NO_RX_RULES,
      signal,
      resolvePath: (path) => path,
      wake: () => undefined,
    });
    afterwards(() => ports.close());
    return ports;
  };

  it('is not made on an account that can write', async () => {
    const database = await freshDatabase();
    const address = await account(database, (who) => [`GRANT SELECT, INSERT ON \`${database.name}\`.* TO ${who}`]);
    const error = await errorOf(open(address));
    expect([error?.code, error?.detail]).to.deep.equal(['DATABASE_CAN_WRITE', 'INSERT']);
  });

  it('is made while the database is away: its ports say so at each use, and check does', async () => {
    const { rxTrigger, patients, sink, directory, probe } = await open({ user: 'reader', password: 'x', port: 1 });
    expect([rxTrigger, patients, sink, directory]).not.to.include(undefined);
    expect((await errorOf(directory!.providers(signal)))?.code).to.equal('DATABASE_UNREACHABLE');
    expect((await probe(signal)).map(({ level, subject }) => [level, subject])).to.deep.equal([
      ['unreachable', 'database'],
    ]);
  });

  it('logs neither statements nor passwords nor hashes', () => {
    expect(logger.text()).not.to.match(/GRANT|SELECT|secret|\*[0-9A-F]{40}/);
    expect(logger.lines).to.have.length.greaterThan(0);
  });
});
