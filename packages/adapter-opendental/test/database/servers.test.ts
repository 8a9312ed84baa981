import { FakeClock } from '@chairside/adapter-testkit';
import { HOST, makeDatabase, PrivateServer } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, type DatabaseAddress } from '../../dist/database/database.js';
import { OpenDental } from '../../dist/database/open-dental.js';
import { AUTHORITY, CERTIFICATE, CERTIFICATE_KEY, OTHER_AUTHORITY } from '../support/certificates.js';
import { errorOf } from '../support/error-of.js';
import { describeWithServer, openDatabase, signal } from '../support/server.js';
import { SilentWay } from '../support/silent-way.js';

/** A server of its own with the practice's database, and the way to it of an account that only reads. */
async function startServer(options?: readonly string[]): Promise<[PrivateServer, DatabaseAddress]> {
  const server = await PrivateServer.start(options);
  if (server === undefined) throw new Error('no server');
  const practice = await server.connect();
  await makeDatabase(practice, 'opendental', '25.4');
  await practice.query(`CREATE USER 'reader'@'%' IDENTIFIED BY 'a secret'`);
  await practice.query(`GRANT SELECT ON opendental.* TO 'reader'@'%'`);
  await practice.end();
  const { port } = server;
  return [server, { host: HOST, port, database: 'opendental', user: 'reader', password: 'a secret', tls: false }];
}

function openDentalAt(address: DatabaseAddress): OpenDental {
  return new OpenDental(openDatabase(address), new FakeClock());
}

describeWithServer('the server of the database', () => {
  let server: PrivateServer;
  let address: DatabaseAddress;

  before(async () => {
    [server, address] = await startServer();
  });
  after(() => server.close());

  const version = (openDental: OpenDental) => openDental.version(signal);

  it('may be stopped and started: each read in between fails with the reason, the next one works', async () => {
    const openDental = openDentalAt(address);
    expect(await version(openDental)).to.equal('25.4');
    await server.stop();
    expect((await errorOf(version(openDental)))?.code).to.equal('DATABASE_UNREACHABLE');
    expect((await errorOf(version(openDental)))?.code).to.equal('DATABASE_UNREACHABLE');
    await server.resume();
    expect(await version(openDental)).to.equal('25.4');
  });

  it('may be killed and started in the middle of a reading: that one is thrown away whole', async () => {
    const openDental = openDentalAt(address);
    const error = await errorOf(
      openDental.read(async (reader) => {
        await reader.rows('SELECT 1');
        await server.kill();
        await server.resume();
        return reader.rows('SELECT 1');
      }, signal),
    );
    expect(error?.code).to.equal('DATABASE_UNREACHABLE');
    expect(await version(openDental)).to.equal('25.4');
  });

  it('may be away at the start', async () => {
    await server.stop();
    const openDental = openDentalAt(address);
    expect((await errorOf(version(openDental)))?.code).to.equal('DATABASE_UNREACHABLE');
    await server.resume();
    expect(await version(openDental)).to.equal('25.4');
  });

  it('that falls silent is waited for no longer than a statement may take, and asked again over another connection', async () => {
    const way = await SilentWay.open(address.port);
    const database = new Database({ ...address, port: way.port }, 1_000);
    const ask = (statement: string) => errorOf(database.rows(statement, [], signal));
    try {
      expect(await ask('SELECT 1')).to.equal(undefined);
      way.silent = true;
      // One that the server has prepared already, and one that it has not.
      for (const statement of ['SELECT 1', 'SELECT 2']) {
        expect((await ask(statement))?.code).to.equal('DATABASE_UNREACHABLE');
        way.silent = false;
        expect(await ask(statement)).to.equal(undefined);
        way.silent = true;
      }
      way.silent = false;
      expect((await ask('SELECT SLEEP(20)'))?.code).to.equal('DATABASE_UNREACHABLE');
    } finally {
      await database.close();
      await way.close();
    }
  });

  it('without encryption is refused where encryption is asked for', async () => {
    const error = await errorOf(version(openDentalAt({ ...address, tls: true })));
    expect(error?.code).to.equal('DATABASE_TLS_FAILED');
  });
});

describeWithServer('the way to the database, encrypted,', () => {
  let folder: string;
  let server: PrivateServer;
  let address: DatabaseAddress;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-tls-'));
    for (const [name, content] of Object.entries({ AUTHORITY, CERTIFICATE, CERTIFICATE_KEY, OTHER_AUTHORITY })) {
      await writeFile(join(folder, name), content);
    }
    [server, address] = await startServer([
      `--ssl-ca=${join(folder, 'AUTHORITY')}`,
      `--ssl-cert=${join(folder, 'CERTIFICATE')}`,
      `--ssl-key=${join(folder, 'CERTIFICATE_KEY')}`,
    ]);
  });
  after(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is taken where the certificate is by the authority in the named file', async () => {
    const openDental = openDentalAt({ ...address, tls: join(folder, 'AUTHORITY') });
    const [row] = await openDental.read(
      (reader) => reader.rows<{ readonly Value: string }>("SHOW STATUS LIKE 'Ssl_cipher'"),
      signal,
    );
    expect(row?.Value).not.to.equal('');
  });

  for (const [title, tls] of [
    ['by the authority in another file', 'OTHER_AUTHORITY'],
    ['by no authority that this computer knows', true],
    ['to be checked against a file that is not there', 'NO_SUCH_FILE'],
  ] as const) {
    it(`is refused where the certificate is ${title}`, async () => {
      const openDental = openDentalAt({ ...address, tls: tls === true ? true : join(folder, tls) });
      const error = await errorOf(openDental.schema(signal));
      expect(error?.code).to.equal('DATABASE_TLS_FAILED');
    });
  }
});
