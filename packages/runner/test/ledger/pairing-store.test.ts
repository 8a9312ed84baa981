import { ChairsideError } from '@chairside/core';
import type { LoginRecord, PairingRecord } from '@chairside/core/house';
import { expect } from 'chai';
import { CLINIC, TempLedger } from './temp-ledger.js';

const PAIRING: PairingRecord = {
  clinic: CLINIC,
  companyId: 4711,
  companyName: 'Sample Practice',
  status: 'paired',
  pairedAt: 10,
  firstPairedAt: 5,
  warnings: ['w'],
  bases: { v2: 'https://api.example/v2' },
};
const LOGIN: LoginRecord = { state: 's-1', clinic: CLINIC, startedAt: 1_000, status: 'open' };

describe('the pairing store', () => {
  let temp: TempLedger;
  const never = new AbortController().signal;
  beforeEach(async () => {
    temp = await TempLedger.make();
  });
  afterEach(() => temp.remove());

  it('keeps one pairing for each clinic', async () => {
    const { pairings } = temp.whole;
    expect(await pairings.get(CLINIC)).to.equal(undefined);
    await pairings.save(PAIRING);
    await pairings.save({ ...PAIRING, status: 'ended' });
    expect(await pairings.get(CLINIC)).to.deep.equal({ ...PAIRING, status: 'ended' });
    expect(await pairings.list()).to.have.length(1);
  });

  it('gives a login away once, and none that is too old or unknown', async () => {
    const { pairings } = temp.whole;
    await pairings.beginLogin(LOGIN);
    expect(await pairings.takeLogin('s-1', 1_001)).to.equal(undefined);
    expect(await pairings.takeLogin('s-2', 0)).to.equal(undefined);
    expect(await pairings.takeLogin('s-1', 1_000)).to.deep.equal({ ...LOGIN, status: 'taken' });
    expect(await pairings.takeLogin('s-1', 1_000)).to.equal(undefined);
    await pairings.endLogin('s-1', 'failed', 'access_denied');
    expect(await pairings.login('s-1')).to.deep.equal({ ...LOGIN, status: 'failed', error: 'access_denied' });
  });

  it('forgets logins of earlier days', async () => {
    const { pairings } = temp.whole;
    await pairings.beginLogin(LOGIN);
    await pairings.beginLogin({ ...LOGIN, state: 's-2', startedAt: LOGIN.startedAt + 25 * 3_600_000 });
    expect(await pairings.login('s-1')).to.equal(undefined);
    expect(await pairings.login('s-2')).not.to.equal(undefined);
  });

  it('lets one holder of a lock after the other work, over all connections', async () => {
    const other = await temp.another();
    const inside: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      inside.push(`${name} in`);
      await temp.clock.sleep(20);
      inside.push(`${name} out`);
      return name;
    };
    try {
      const answers = await Promise.all([
        temp.whole.pairings.withLock('refresh:main-street', never, work('a')),
        other.pairings.withLock('refresh:main-street', never, work('b')),
      ]);
      expect(answers).to.deep.equal(['a', 'b']);
      expect(inside).to.have.length(4);
      expect(inside[0]!.charAt(0)).to.equal(inside[1]!.charAt(0));
      expect(inside[2]!.charAt(0)).to.equal(inside[3]!.charAt(0));
    } finally {
      other.close();
    }
  });

  it('gives the lock back when the work fails, and stops waiting when told', async () => {
    const { pairings } = temp.whole;
    const failed = await pairings
      .withLock('x', never, () => Promise.reject(new RangeError('no')))
      .catch((thrown: unknown) => thrown);
    expect(failed).to.be.instanceOf(RangeError);
    await pairings.withLock('x', never, async () => {
      const stop = new AbortController();
      const waiting = pairings.withLock('x', stop.signal, () => Promise.resolve()).catch((thrown: unknown) => thrown);
      stop.abort();
      const stopped = await waiting;
      expect(ChairsideError.is(stopped) && stopped.code).to.equal('STOPPED');
    });
  });
});
