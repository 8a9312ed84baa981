import { HOST, makeDatabase, PracticeHands, PrivateServer } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { clinicSection, SampleClinic, until } from './sample-clinic.js';

type Practice = Awaited<ReturnType<PrivateServer['connect']>>;

const PASSWORD = 'a secret of the database';

describe('an account of the Open Dental database, by the command line', () => {
  let server: PrivateServer;
  let practice: Practice;
  let clinic: SampleClinic;

  before(async function () {
    const started = await PrivateServer.start();
    if (started === undefined) {
      if (process.env['CI'] === 'true') throw new Error('MariaDB is needed for these tests');
      process.stderr.write('\nSKIPPED, since this computer has no MariaDB: accounts of the Open Dental database\n');
      this.skip();
    }
    server = started;
    practice = await server.connect();
    await makeDatabase(practice, 'opendental', '25.4');
    const hands = new PracticeHands(practice);
    await hands.addProvider({ abbr: 'DrSample', last: 'Sample', first: 'Ada' });
    await hands.addProvider({ abbr: 'DrNew', last: 'Nobody', first: 'New' });
    await hands.addCategory({ name: 'Photos' });
  });
  after(async () => {
    await practice?.end();
    await server?.close();
  });
  afterEach(() => clinic.close());

  /** A clinic on the database by an account with these rights, and paired. */
  const open = async (grants: readonly string[], database: object = {}, run: object = {}): Promise<void> => {
    await new PracticeHands(practice).createAccount('chairside', PASSWORD, grants);
    const adapter = {
      use: 'opendental',
      database: { host: HOST, port: server.port, user: 'chairside', password: PASSWORD, ...database },
      files: { root: './images', category: 'Photos' },
      ...run,
    };
    clinic = await SampleClinic.open({ clinic: { adapter } });
    await mkdir(join(clinic.folder, 'images', 'A'), { recursive: true });
    await clinic.pair();
  };

  it('that can write is refused by check, with the statements that make it right, and passes after them', async () => {
    await open(['ALL PRIVILEGES ON opendental.*']);
    const refused = await clinic.cli('check');
    expect(refused.code, refused.stdout).to.equal(2);
    expect(refused.stdout).to.match(/^refused +main-street: .*ALL PRIVILEGES/m);
    expect(refused.stdout + refused.stderr).not.to.match(/IDENTIFIED|\*[0-9A-F]{40}|a secret of/);
    const statements = refused.stdout.match(/(?:GRANT|REVOKE) .*;/g) ?? [];
    expect(statements[0]).to.equal("REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'chairside'@'%';");
    for (const statement of statements) await practice.query(statement);

    const right = await clinic.cli('check');
    expect(right.stdout).to.match(/^ok +main-street: database: Open Dental 25\.4 on .*read as chairside@%$/m);
    expect(right.stdout).not.to.match(/^(refused|problem|unreachable)/m);
    expect(right.code, right.stdout).to.equal(0);
  });

  it('that can write lets neither the service nor one round begin, and says so on stderr', async () => {
    await open(['SELECT, UPDATE ON opendental.*']);
    for (const args of [['run'], ['run', '--once']]) {
      const ended = await clinic.cli(...args);
      expect(ended.code, args.join(' ')).to.equal(2);
      expect(ended.stderr, args.join(' ')).to.include('may do more than read').and.to.include('UPDATE');
      expect(ended.stderr, args.join(' ')).to.include('GRANT SELECT ON `opendental`.`patient` TO ');
      expect(ended.stdout + ended.stderr).not.to.match(/IDENTIFIED|\*[0-9A-F]{40}|a secret of/);
    }
  });

  it('that can write keeps no other clinic from its work', async () => {
    await open(['SELECT, UPDATE ON opendental.*']);
    await clinic.configure({
      ...clinic.config,
      clinics: [...clinic.config.clinics, clinicSection('side-street', 's-')],
    });
    const round = await clinic.cli('run', '--once');
    expect(round.code).to.equal(2);
    expect(round.stderr).to.include('side-street: NOT_PAIRED');
    const service = clinic.start('run');
    await until(
      () => service.stderr.includes('GRANT SELECT ON `opendental`.`patient`') && service.stderr.includes('Listening'),
      () => service.stderr,
    );
    expect((await service.stop()).code).to.equal(0);
  });

  it('that may read everything is used, with a warning', async () => {
    await open(['SELECT ON *.*']);
    const { code, stdout } = await clinic.cli('check');
    expect(stdout).to.match(/^warning +main-street: database: .*may read more than is needed: \*\.\*/m);
    expect(code, stdout).to.equal(0);
  });

  it('that may not even choose the database is told what it lacks', async () => {
    await open([]);
    const { code, stdout } = await clinic.cli('check');
    expect(code, stdout).to.equal(4);
    expect(stdout).to.include("GRANT SELECT ON `opendental`.`appointment` TO 'chairside'@'%';");
  });

  it('that the server does not let in needs a person, and a server that is away is only waited for', async () => {
    await open(['SELECT ON opendental.*'], { password: 'mistyped' });
    const refused = await clinic.cli('check');
    expect(refused.code, refused.stdout).to.equal(4);
    expect(refused.stdout + refused.stderr).not.to.include('mistyped');
    await clinic.close();
    await open(['SELECT ON opendental.*'], { port: 1 });
    const away = await clinic.cli('check');
    expect(away.stdout).to.match(/^unreachable +main-street: database/m);
    expect(away.code, away.stdout).to.equal(1);
    expect((await clinic.cli('run', '--once')).code).to.equal(1);
  });

  it('is judged in the same way where the adapter has a process of its own', async () => {
    await open(['SELECT, UPDATE ON opendental.*'], {}, { isolation: 'process' });
    const refused = await clinic.cli('run');
    expect(refused.code, refused.stderr).to.equal(2);
    expect(refused.stderr)
      .to.include('may do more than read')
      .and.to.include('GRANT SELECT ON `opendental`.`patient` TO ');
    expect(refused.stdout + refused.stderr).not.to.include(PASSWORD);
    await clinic.close();
    await open(['SELECT ON opendental.*'], {}, { isolation: 'process' });
    const right = await clinic.cli('check');
    expect(right.stdout).to.match(/^ok +main-street: database: Open Dental 25\.4 on /m);
    expect(right.stdout).to.match(/provider DrNew \(New Nobody\): has no iTero doctor/);
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
  });

  it('shows check who of the providers has no doctor yet', async () => {
    await open(['SELECT ON opendental.*']);
    const { stdout } = await clinic.cli('check');
    expect(stdout).to.match(/provider DrNew \(New Nobody\): has no iTero doctor/);
    expect(stdout).not.to.include('provider DrSample');
  });
});
