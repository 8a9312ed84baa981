import { FakeClock } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { SignInThrottle } from '../../dist/access/sign-in-throttle.js';

const MINUTE = 60_000;

describe('the throttle of sign-ins', () => {
  let clock: FakeClock;
  let throttle: SignInThrottle;
  beforeEach(() => {
    clock = new FakeClock();
    throttle = new SignInThrottle(clock);
  });

  const waitOf = (keys: Readonly<Record<string, number>>): number => {
    const admission = throttle.take(keys);
    return admission.kind === 'go' ? 0 : admission.ms;
  };

  it('lets some tries go and then doubles the wait, up to a quarter of an hour', async () => {
    for (let free = 0; free < 3; free += 1) expect(waitOf({ anna: 3 })).to.equal(0);
    const waits: number[] = [];
    for (let more = 0; more < 13; more += 1) {
      const wait = waitOf({ anna: 3 });
      waits.push(wait);
      await clock.advance(wait);
      expect(waitOf({ anna: 3 })).to.equal(0);
    }
    expect(waits.slice(0, 5)).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(waits.at(-1)).to.equal(15 * MINUTE);
  });

  it('counts no try that it holds back, and says only once that it does', async () => {
    expect(waitOf({ anna: 1 })).to.equal(0);
    expect(throttle.take({ anna: 1 })).to.deep.equal({ kind: 'wait', ms: 1_000, first: true });
    for (let more = 0; more < 50; more += 1)
      expect(throttle.take({ anna: 1 })).to.deep.equal({ kind: 'wait', ms: 1_000, first: false });
    await clock.advance(1_000);
    expect(waitOf({ anna: 1 })).to.equal(0);
    expect(throttle.take({ anna: 1 })).to.deep.equal({ kind: 'wait', ms: 2_000, first: true });
  });

  it('holds back by any of several keys, and counts then none of the others', () => {
    expect(waitOf({ anna: 1, here: 3 })).to.equal(0);
    expect(waitOf({ anna: 1, here: 3 })).to.equal(1_000);
    expect(waitOf({ bert: 9, here: 3 })).to.equal(0);
    expect(waitOf({ carl: 9, here: 3 })).to.equal(0);
    expect(waitOf({ dora: 9, here: 3 })).to.equal(1_000);
    expect(waitOf({ dora: 9, elsewhere: 3 })).to.equal(0);
  });

  it('forgets after a try that went well, and after an hour', async () => {
    expect(waitOf({ anna: 1 })).to.equal(0);
    throttle.forget({ anna: 1 });
    expect(waitOf({ anna: 1 })).to.equal(0);
    expect(waitOf({ anna: 1 })).to.equal(1_000);
    await clock.advance(60 * MINUTE);
    expect(waitOf({ anna: 2 })).to.equal(0);
    expect(waitOf({ anna: 2 })).to.equal(0);
  });
});
