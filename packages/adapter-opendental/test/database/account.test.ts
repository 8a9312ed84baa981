import { HOST, makeDatabase } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { readAccount, type Account } from '../../dist/database/account.js';
import { OpenDental } from '../../dist/database/open-dental.js';
import { TABLE_NAMES, useOf } from '../../dist/database/tables.js';
import { FakeClock } from '@chairside/adapter-testkit';
import { account, describeWithServer, freshDatabase, openDatabase, signal, VERSIONS } from '../support/server.js';
import { errorOf } from '../support/error-of.js';

/** Each of these alone, and where it can be granted. */
const ON_A_TABLE = [
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'REFERENCES',
  'INDEX',
  'ALTER',
  'CREATE VIEW',
  'TRIGGER',
];
const ON_A_DATABASE = ['CREATE TEMPORARY TABLES', 'LOCK TABLES', 'CREATE ROUTINE', 'ALTER ROUTINE', 'EXECUTE', 'EVENT'];
const ON_THE_SERVER = [
  'FILE',
  'PROCESS',
  'RELOAD',
  'SUPER',
  'SHUTDOWN',
  'CREATE USER',
  'SHOW DATABASES',
  'REPLICATION SLAVE',
];

describeWithServer('the account of the database', () => {
  const readWith = async (grants: (who: string, name: string) => readonly string[]): Promise<Account> => {
    const database = await freshDatabase();
    const address = await account(database, (who) => grants(who, database.name));
    return readAccount(openDatabase(address), signal);
  };

  it('is refused with any single privilege beyond reading, wherever it was granted', async () => {
    const database = await freshDatabase();
    const places = [
      ...ON_A_TABLE.map((privilege) => `${privilege} ON \`${database.name}\`.patient`),
      ...[...ON_A_TABLE, ...ON_A_DATABASE].map((privilege) => `${privilege} ON \`${database.name}\`.*`),
      ...[...ON_A_TABLE, ...ON_A_DATABASE, ...ON_THE_SERVER].map((privilege) => `${privilege} ON *.*`),
      `UPDATE (LName) ON \`${database.name}\`.patient`,
    ];
    for (const place of places) {
      const address = await account(database, (who) => [
        `GRANT SELECT ON \`${database.name}\`.* TO ${who}`,
        `GRANT ${place} TO ${who}`,
      ]);
      const own = openDatabase(address);
      const error = await errorOf(new OpenDental(own, new FakeClock()).schema(signal));
      await own.close();
      expect(error?.code, place).to.equal('DATABASE_CAN_WRITE');
      const [privilege] = place.split(/ \(| ON /);
      expect(error?.detail, place).to.equal(privilege === 'REPLICATION SLAVE' ? error?.detail : privilege);
    }
  });

  it('is refused with a procedure that it may call, and with the right to hand on what it may read', async () => {
    const { beyond } = await readWith((who, name) => [
      `CREATE PROCEDURE \`${name}\`.p() SELECT 1`,
      `GRANT EXECUTE ON PROCEDURE \`${name}\`.p TO ${who}`,
      `GRANT SELECT ON \`${name}\`.* TO ${who} WITH GRANT OPTION`,
    ]);
    expect(beyond).to.have.members(['EXECUTE', 'GRANT OPTION']);
  });

  it('may hold roles that only read, switched on or not', async () => {
    const { beyond } = await readWith((who, name) => [
      'CREATE OR REPLACE ROLE readers',
      'CREATE OR REPLACE ROLE others',
      `GRANT SELECT ON \`${name}\`.* TO readers`,
      `GRANT SELECT ON \`${name}\`.patient TO others`,
      `GRANT readers TO ${who}`,
      `GRANT others TO ${who}`,
      `SET DEFAULT ROLE readers FOR ${who}`,
    ]);
    expect(beyond).to.deep.equal([]);
  });

  it('is refused with a role that writes, also one that is not switched on, and one within a role', async () => {
    const within = await readWith((who, name) => [
      'CREATE OR REPLACE ROLE outer_role',
      'CREATE OR REPLACE ROLE `inner role`',
      `GRANT DELETE ON \`${name}\`.* TO \`inner role\``,
      'GRANT `inner role` TO outer_role',
      `GRANT outer_role TO ${who}`,
      `GRANT SELECT ON \`${name}\`.* TO ${who}`,
    ]);
    expect(within.beyond).to.deep.equal(['DELETE']);
    const switchedOn = await readWith((who, name) => [
      'CREATE OR REPLACE ROLE writers',
      `GRANT INSERT ON \`${name}\`.* TO writers`,
      `GRANT writers TO ${who}`,
      `SET DEFAULT ROLE writers FOR ${who}`,
    ]);
    expect(switchedOn.beyond).to.deep.equal(['INSERT']);
  });

  it('is refused with a role that it may hand on', async () => {
    const { beyond } = await readWith((who, name) => [
      'CREATE OR REPLACE ROLE handed',
      `GRANT SELECT ON \`${name}\`.* TO handed`,
      `GRANT handed TO ${who} WITH ADMIN OPTION`,
      `GRANT SELECT ON \`${name}\`.* TO ${who}`,
    ]);
    expect(beyond).to.deep.equal(['ADMIN OPTION']);
  });

  it('is refused with what everybody on the server may do', async () => {
    const database = await freshDatabase();
    const address = await account(database, (who) => [`GRANT SELECT ON \`${database.name}\`.* TO ${who}`]);
    await database.practice.query(`GRANT UPDATE ON \`${database.name}\`.patient TO PUBLIC`);
    try {
      const { beyond, repair } = await readAccount(openDatabase(address), signal);
      expect(beyond).to.deep.equal(['UPDATE']);
      expect(repair).to.include(`REVOKE UPDATE ON \`${database.name}\`.\`patient\` FROM PUBLIC;`);
    } finally {
      await database.practice.query(`REVOKE UPDATE ON \`${database.name}\`.patient FROM PUBLIC`);
    }
  });

  it('is refused with what nobody in particular may do, of which SHOW GRANTS does not tell', async () => {
    const { practice } = await freshDatabase();
    await makeDatabase(practice, 'test_opendental', VERSIONS[0]);
    const database = { name: 'test_opendental', version: VERSIONS[0], practice };
    const address = await account(database, (who) =>
      TABLE_NAMES.filter((table) => useOf(table).laterTable === undefined).map(
        (table) => `GRANT SELECT ON test_opendental.${table} TO ${who}`,
      ),
    );
    const refusal = () => errorOf(new OpenDental(openDatabase(address), new FakeClock()).version(signal));
    expect(await refusal()).to.equal(undefined);
    await practice.query(
      String.raw`INSERT INTO mysql.db (Host, Db, User, Insert_priv, Update_priv) VALUES ('%', 'test\_%', '', 'Y', 'Y')`,
    );
    await practice.query('FLUSH PRIVILEGES');
    const refused = await refusal();
    expect([refused?.code, refused?.detail]).to.deep.equal(['DATABASE_CAN_WRITE', 'INSERT, UPDATE']);
    for (const statement of refused?.advice ?? []) await practice.query(statement);
    expect(await refusal()).to.equal(undefined);
    await practice.query('DROP DATABASE test_opendental');
  });

  it('keeps its hash to itself, whatever is said of it', async () => {
    const found = await readWith((who, name) => [`GRANT ALL PRIVILEGES ON \`${name}\`.* TO ${who}`]);
    expect(JSON.stringify(found)).not.to.match(/\*[0-9A-F]{40}|IDENTIFIED/);
  });

  for (const version of VERSIONS) {
    it(`is right after the statements that a refusal names, with a database of ${version}`, async () => {
      const database = await freshDatabase(version);
      const { name, practice } = database;
      const address = await account(database, (who) => [
        'CREATE OR REPLACE ROLE everything',
        'GRANT INSERT ON *.* TO everything',
        `GRANT everything TO ${who}`,
        `SET DEFAULT ROLE everything FOR ${who}`,
        `GRANT ALL PRIVILEGES ON \`${name}\`.* TO ${who} WITH GRANT OPTION`,
        `GRANT PROXY ON 'root'@'${HOST}' TO ${who}`,
      ]);
      const openDental = new OpenDental(openDatabase(address), new FakeClock());
      const refused = await errorOf(openDental.schema(signal));
      expect(refused?.code).to.equal('DATABASE_CAN_WRITE');
      for (const statement of refused?.advice ?? []) await practice.query(statement);

      const right = new OpenDental(openDatabase(address), new FakeClock());
      const schema = await right.schema(signal);
      expect(schema.missing).to.deep.equal([]);
      const { beyond, wide } = await readAccount(right.database, signal);
      expect({ beyond, wide }).to.deep.equal({ beyond: [], wide: [] });
    });
  }
});
