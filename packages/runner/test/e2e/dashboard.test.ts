import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { call } from '../http/http-client.js';
import type { Ended } from './in-process.js';
import { request, SampleClinic, until } from './sample-clinic.js';

const PASSWORD = 'a sample pass phrase';

interface Entry {
  readonly entry: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string | null;
}

describe('operators and the audit of a practice', () => {
  let clinic: SampleClinic;
  beforeEach(async () => {
    clinic = await SampleClinic.open();
  });
  afterEach(() => clinic.close());

  const type = (input: string, ...args: readonly string[]): Promise<Ended> =>
    clinic.startWith({ input: `${input}\n` }, ...args).ended;
  const audited = async (): Promise<readonly Entry[]> => (await clinic.json<{ audit: Entry[] }>('audit')).audit;

  it('are added with a password from stdin, listed, and removed', async () => {
    const short = await type('too short', 'operator', 'add', 'anna');
    expect([short.code, short.stderr.includes('at least 12')]).to.deep.equal([2, true]);
    const added = await type(PASSWORD, 'operator', 'add', 'Anna', '--role', 'viewer');
    expect(added).to.deep.include({ code: 0, stdout: 'anna may sign in as viewer.\n' });
    expect((await clinic.quick('operator', 'add', 'anna')).stderr).to.include('already');
    expect((await clinic.quick('operator', 'add', 'a b')).code).to.equal(2);
    expect((await type('another pass phrase', 'operator', 'passwd', 'anna')).code).to.equal(0);
    expect((await clinic.quick('operator', 'passwd', 'nobody')).code).to.equal(2);
    const { operators } = await clinic.json<{ operators: { name: string; role: string }[] }>('operator', 'list');
    expect(operators.map(({ name, role }) => [name, role])).to.deep.equal([['anna', 'viewer']]);
    expect((await clinic.quick('operator', 'list')).stdout)
      .to.include('anna')
      .and.not.include('argon2');
    expect((await clinic.quick('operator', 'remove', 'anna')).code).to.equal(0);
    expect((await clinic.quick('operator', 'remove', 'anna')).code).to.equal(2);
    expect((await audited()).map(({ action, subject, detail }) => [action, subject, detail])).to.deep.equal([
      ['operator added', 'anna', 'as viewer'],
      ['operator password set', 'anna', null],
      ['operator removed', 'anna', null],
    ]);
    const ledger = await readFile(join(clinic.folder, 'data', 'ledger.db'));
    expect(ledger.includes(PASSWORD)).to.equal(false);
  });

  it('act in the running service, in their own name, beside commands, in one chain', async () => {
    await type(PASSWORD, 'operator', 'add', 'anna');
    await clinic.drop('A-1.json', request('A-1'));
    const service = clinic.start('run');
    await until(() => service.stderr.includes('Listening'));
    expect(service.stderr).to.match(/auditHead\W+\d+:[0-9a-f]{64}/);
    const { port } = new URL(clinic.url('/'));
    const own = { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json' };
    const signed = await call(
      Number(port),
      '/api/session',
      { method: 'POST', headers: own },
      JSON.stringify({ name: 'anna', password: PASSWORD }),
    );
    expect(signed.status, signed.body).to.equal(200);
    const headers = {
      ...own,
      cookie: signed.headers['set-cookie']![0]!.split(';')[0]!,
      'x-chairside-proof': JSON.parse(signed.body).session.proof,
    };
    const get = async (path: string): Promise<any> => JSON.parse((await call(Number(port), path, { headers })).body);
    await until(async () => (await get('/api/rx')).rx.length === 1);
    const dismissed = await call(
      Number(port),
      '/api/clinics/main-street/rx/A-1/dismiss',
      { method: 'POST', headers },
      '{}',
    );
    expect(JSON.parse(dismissed.body).rx).to.deep.include({ key: 'A-1', state: 'dismissed' });
    await until(async () => (await clinic.result('A-1'))?.state === 'dismissed');
    await Promise.all([clinic.cli('rx', 'resend', 'A-1'), get('/api/clinics/main-street/rx/A-1')]);
    expect((await clinic.quick('operator', 'remove', 'anna')).code).to.equal(0);
    expect((await get('/api/rx')).error.text).to.equal('Please sign in.');
    const actions = (await audited()).map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);
    expect(actions).to.include('anna signed in anna').and.include('anna rx dismissed A-1');
    expect(actions).to.include('anna patient viewed A-1');
    expect((await clinic.quick('audit', 'verify')).code).to.equal(0);
    await service.stop();
    expect(service.stdout + service.stderr)
      .not.to.include('Incisor')
      .and.not.include(PASSWORD);
  });

  it('see which settings are not those of the last start, and no value', async () => {
    await clinic.cli('run', '--once');
    await clinic.cli('run', '--once');
    const [main] = clinic.config.clinics;
    await clinic.configure({
      ...clinic.config,
      itero: { ...clinic.config.itero, clientSecret: 'canary-secret' },
      clinics: [{ ...main, rx: { ...(main!['rx'] as object), onUncertainSubmit: 'resend' } }],
    });
    await clinic.cli('run', '--once');
    const changes = (await audited()).filter(({ action }) => action === 'configuration changed');
    expect(changes.map(({ actor, subject, detail }) => [actor, subject, detail])).to.deep.equal([
      ['chairside', 'chairside.yaml', 'the first that is written down'],
      ['chairside', 'chairside.yaml', 'itero.clientSecret, clinics.main-street.rx.onUncertainSubmit'],
    ]);
    const ledger = await readFile(join(clinic.folder, 'data', 'ledger.db'));
    expect(ledger.includes('canary-secret')).to.equal(false);
  });

  it('find a changed entry, and by a noted head a log that was written anew', async () => {
    await clinic.cli('run', '--once');
    const whole = await clinic.quick('audit', 'verify');
    expect(whole.code).to.equal(0);
    const head = whole.stdout.trim().split('\n').at(-1)!;
    expect((await clinic.json<{ audit: object }>('audit', 'verify')).audit).to.deep.include({ whole: true, head });
    expect((await clinic.quick('audit', 'verify', '--head', head)).code).to.equal(0);
    expect((await clinic.quick('audit', 'verify', '--head', `1:${'0'.repeat(64)}`)).code).to.equal(1);
    expect((await clinic.quick('audit', 'verify', '--head', 'x')).code).to.equal(2);
    const db = new Database(join(clinic.folder, 'data', 'ledger.db'));
    db.exec("DROP TRIGGER audit_keeps_text; UPDATE audit SET actor = 'nobody' WHERE id = 1");
    db.close();
    const broken = await clinic.quick('audit', 'verify');
    expect(broken.code).to.equal(1);
    expect(broken.stderr).to.include('Entry 1 was changed');
    const json = await clinic.json<{ audit: object }>('audit', 'verify');
    expect(json.audit).to.deep.include({ whole: false, entry: 1 });
  });
});
