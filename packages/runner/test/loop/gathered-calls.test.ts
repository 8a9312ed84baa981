import { FakeClock } from '@chairside/adapter-testkit';
import { RxId } from '@chairside/core';
import { expect } from 'chai';
import { GatheredCalls } from '../../dist/loop/gathered-calls.js';

describe('calls of a webhook', () => {
  const never = new AbortController().signal;
  let clock: FakeClock;
  let taken: (readonly RxId[])[];
  let calls: GatheredCalls;
  beforeEach(() => {
    clock = new FakeClock();
    taken = [];
    calls = new GatheredCalls(clock, async (rxIds) => void taken.push(rxIds));
  });

  it('are taken at once where it was quiet, and then together, at most once a second', async () => {
    calls.add([RxId('a')], never);
    expect(taken).to.deep.equal([['a']]);
    await clock.advance(0);
    for (let call = 0; call < 1_000; call += 1) calls.add([RxId(call % 2 === 0 ? 'b' : 'c')], never);
    await clock.advance(999);
    expect(taken).to.have.length(1);
    await clock.advance(1);
    // What came meanwhile is not lost: the poll that the first one woke may have been over before.
    expect(taken).to.deep.equal([['a'], ['b', 'c']]);
    await clock.advance(60_000);
    expect(taken).to.have.length(2);
    calls.add([], never);
    expect(taken).to.deep.equal([['a'], ['b', 'c'], []]);
  });

  it('without end cost no more than one look a second and a bounded memory', async () => {
    for (let tenth = 0; tenth < 100; tenth += 1) {
      for (let call = 0; call < 100; call += 1) calls.add([RxId(`${tenth}-${call}`)], never);
      await clock.advance(100);
    }
    expect(taken.length).to.be.within(10, 11);
    for (let call = 0; call < 5_000; call += 1) calls.add([RxId(`more-${call}`)], never);
    await clock.advance(1_000);
    expect(Math.max(...taken.map((rxIds) => rxIds.length))).to.equal(1_000);
  });

  it('wait for the one that is being taken', async () => {
    let finish = (): void => {};
    calls = new GatheredCalls(clock, (rxIds) => {
      taken.push(rxIds);
      return new Promise((resolve) => (finish = resolve));
    });
    calls.add([RxId('a')], never);
    calls.add([RxId('b')], never);
    await clock.advance(5_000);
    expect(taken).to.deep.equal([['a']]);
    finish();
    await clock.advance(0);
    await clock.advance(1_000);
    expect(taken).to.deep.equal([['a'], ['b']]);
  });

  it('end with the service', async () => {
    const stopping = new AbortController();
    calls.add([RxId('a')], stopping.signal);
    calls.add([RxId('b')], stopping.signal);
    stopping.abort();
    await clock.advance(5_000);
    calls.add([RxId('c')], stopping.signal);
    expect([taken, clock.sleeping]).to.deep.equal([[['a']], 0]);
  });
});
