import { FakeClock } from '@chairside/adapter-testkit';
import { expect } from 'chai';

describe('FakeClock', () => {
  it('wakes sleepers in the order of their time, each at its own time', async () => {
    const clock = new FakeClock(1000);
    const woken: [string, number][] = [];
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push([name, clock.now()]);
    };
    void sleep('late', 300);
    void sleep('early', 100).then(() => sleep('early again', 50));
    void sleep('never', 1001);
    await clock.advance(1000);
    expect(woken).to.deep.equal([
      ['early', 1100],
      ['early again', 1150],
      ['late', 1300],
    ]);
    expect(clock.now()).to.equal(2000);
    expect(clock.sleeping).to.equal(1);
  });

  it('ends a sleep that is aborted, without moving time', async () => {
    const clock = new FakeClock(0);
    const stop = new AbortController();
    const sleeping = clock.sleep(1000, stop.signal);
    stop.abort();
    await sleeping;
    await clock.sleep(1000, stop.signal);
    expect([clock.now(), clock.sleeping]).to.deep.equal([0, 0]);
  });
});
