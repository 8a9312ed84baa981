import { FakeClock } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { operatorName, passwordFault } from '../../dist/access/operator.js';
import { Passwords } from '../../dist/access/passwords.js';
import { SignIn } from '../../dist/access/sign-in.js';
import { Sessions } from '../../dist/access/sessions.js';
import { TempLedger } from '../ledger/temp-ledger.js';

const PASSWORD = 'a sample pass phrase';
const MINUTE = 60_000;

describe('signing in', () => {
  const passwords = new Passwords();
  let hash: string;
  let temp: TempLedger;
  let clock: FakeClock;
  let sessions: Sessions;
  let door: SignIn;
  before(async () => {
    hash = await passwords.hash(PASSWORD);
  });
  beforeEach(async () => {
    temp = await TempLedger.make();
    clock = new FakeClock();
    const { operators, auditLog } = temp.whole;
    await operators.add('anna', 'operator', hash, entry('operator added'));
    sessions = new Sessions(temp.whole.sessions, clock, { idle: 15 * MINUTE, longest: 60 * MINUTE });
    door = new SignIn({ operators, auditLog, sessions, passwords, clock });
  });
  afterEach(() => temp.remove());

  const entry = (action: string) => ({ at: clock.now(), actor: 'sample', action, subject: 'anna' });
  const audited = (): readonly string[] =>
    [...temp.whole.auditLog.rows()].map(({ actor, action, subject, detail }) =>
      [actor, action, subject, detail ?? ''].join(' | ').replace(/ \| $/, ''),
    );

  async function signedIn(): Promise<string> {
    const answer = await door.signIn('anna', PASSWORD, '192.0.2.7');
    if (answer.kind !== 'signed-in') throw new Error(answer.kind);
    return answer.secret;
  }

  it('keeps of a password a salted Argon2id hash only', async () => {
    const stored = await temp.whole.operators.get('anna');
    expect(stored?.password).to.match(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(await passwords.hash(PASSWORD)).not.to.equal(hash);
    expect(JSON.stringify(await temp.whole.operators.list())).not.to.include('argon2');
  });

  it('takes a name in any case and a password as any keyboard writes it', async () => {
    expect((await door.signIn(' Anna ', PASSWORD, '192.0.2.7')).kind).to.equal('signed-in');
    const accent = await passwords.hash('péché mignon sample');
    expect(await passwords.verify(accent, 'pe\u0301che\u0301 mignon sample')).to.equal(true);
  });

  it('refuses a wrong password and an unknown name alike, and never writes the name down', async () => {
    expect(await door.signIn('anna', 'another pass phrase', '192.0.2.7')).to.deep.equal({ kind: 'refused' });
    expect(await door.signIn('hunter22secret', PASSWORD, '192.0.2.7')).to.deep.equal({ kind: 'refused' });
    expect(await door.signIn('', '', '192.0.2.7')).to.deep.equal({ kind: 'refused' });
    expect(audited().slice(1)).to.deep.equal([
      'chairside | sign-in failed | anna | from 192.0.2.7',
      'chairside | sign-in failed | unknown name | from 192.0.2.7',
      'chairside | sign-in failed | unknown name | from 192.0.2.7',
    ]);
  });

  it('hashes for an unknown name as well', async () => {
    expect(await passwords.verify(undefined, PASSWORD)).to.equal(false);
    const cost = async (known: string | undefined): Promise<number> => {
      const { user, system } = process.cpuUsage();
      for (let time = 0; time < 3; time += 1) await passwords.verify(known, 'another pass phrase');
      const spent = process.cpuUsage();
      return spent.user + spent.system - user - system;
    };
    const [known, unknown] = [await cost(hash), await cost(undefined)];
    expect(unknown / known).to.be.within(0.2, 5);
  });

  it('slows guessing down by name, also for the right password, and audits that once', async () => {
    for (let time = 0; time < 5; time += 1) await door.signIn('anna', `guess number ${time}`, `192.0.2.${time}`);
    for (let time = 0; time < 20; time += 1)
      expect((await door.signIn('anna', PASSWORD, '192.0.2.7')).kind).to.equal('wait');
    expect(audited().slice(6)).to.deep.equal(['chairside | sign-in held back | anna | from 192.0.2.7']);
    await clock.advance(1_000);
    expect((await door.signIn('anna', PASSWORD, '192.0.2.7')).kind).to.equal('signed-in');
  });

  it('slows guessing down by address, and by network where there are addresses without number', async () => {
    const { operators, auditLog } = temp.whole;
    const quick = {
      verify: (known: string | undefined, password: string) =>
        Promise.resolve(known !== undefined && password === PASSWORD),
    };
    door = new SignIn({ operators, auditLog, sessions, passwords: quick, clock });
    for (const address of ['192.0.2.9', '2001:db8:1:2::9']) {
      const others = address.includes(':') ? (time: number) => `2001:db8:1:2::${time}` : () => address;
      for (let time = 0; time < 20; time += 1) await door.signIn(`name${time}`, 'guess', others(time));
      expect((await door.signIn('anna', PASSWORD, address)).kind, address).to.equal('wait');
    }
    expect((await door.signIn('anna', PASSWORD, '192.0.2.10')).kind).to.equal('signed-in');
  });

  it('stores nothing of what the cookie holds', async () => {
    const secret = await signedIn();
    expect(Buffer.from(secret, 'base64url')).to.have.length(32);
    temp.close();
    const { readFile } = await import('node:fs/promises');
    expect((await readFile(temp.file)).includes(secret)).to.equal(false);
    await temp.open();
  });

  it('is over after some time without use; looking again by itself is no use', async () => {
    const secret = await signedIn();
    for (let time = 0; time < 3; time += 1) {
      await clock.advance(14 * MINUTE);
      expect((await sessions.find(secret, false))?.operator).to.equal('anna');
    }
    await clock.advance(14 * MINUTE);
    expect((await sessions.find(secret, true))?.operator).to.equal('anna');
    await clock.advance(1 * MINUTE);
    expect(await sessions.find(secret, false)).to.equal(undefined);
  });

  it('is over after the longest time whatever is done', async () => {
    const secret = await signedIn();
    for (let time = 0; time < 5; time += 1) {
      await clock.advance(11 * MINUTE);
      expect(await sessions.find(secret, false), `${time}`).not.to.equal(undefined);
    }
    await clock.advance(5 * MINUTE);
    expect(await sessions.find(secret, false)).to.equal(undefined);
  });

  it('survives a restart, and ends by signing out', async () => {
    const secret = await signedIn();
    temp.close();
    await temp.open();
    const restarted = new Sessions(temp.whole.sessions, clock, { idle: 15 * MINUTE, longest: 60 * MINUTE });
    expect((await restarted.find(secret, false))?.role).to.equal('operator');
    await restarted.end(secret, 'anna');
    await restarted.end(secret, 'anna');
    expect(await restarted.find(secret, false)).to.equal(undefined);
    expect(audited().slice(1)).to.deep.equal(['anna | signed in | anna | from 192.0.2.7', 'anna | signed out | anna']);
  });

  it('ends with a new password and with the operator, from another process too', async () => {
    const command = await temp.another();
    try {
      const first = await signedIn();
      await command.operators.setPassword('anna', hash, entry('operator password set'));
      expect(await sessions.find(first, false)).to.equal(undefined);
      const second = await signedIn();
      expect(await command.operators.remove('anna', entry('operator removed'))).to.equal(true);
      expect(await command.operators.remove('anna', entry('operator removed'))).to.equal(false);
      expect(await sessions.find(second, false)).to.equal(undefined);
      expect((await door.signIn('anna', PASSWORD, '192.0.2.7')).kind).to.equal('refused');
      expect((await command.auditLog.verify()).kind).to.equal('whole');
    } finally {
      command.close();
    }
  });

  it('knows what a name and a password can be', () => {
    expect([operatorName(' Dr.Sample '), operatorName('a_b-1')]).to.deep.equal(['dr.sample', 'a_b-1']);
    for (const name of ['', '.x', 'a b', 'chairside', 'x'.repeat(33), 'ä'])
      expect(operatorName(name), name).to.equal(undefined);
    expect(passwordFault(PASSWORD, 'anna')).to.equal(undefined);
    expect(passwordFault('too short', 'anna')).to.include('12');
    expect(passwordFault('my name is Anna', 'anna')).to.include('name');
    expect(passwordFault('aaaaaaaaaaaaaaaa', 'anna')).to.include('different');
    expect(passwordFault('x'.repeat(257), 'anna')).to.include('256');
  });
});
