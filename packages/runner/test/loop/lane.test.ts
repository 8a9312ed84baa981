import { getEventListeners } from 'node:events';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { ChairsideError } from '@chairside/core';
import { Retry } from '@chairside/core/flow';
import { expect } from 'chai';
import { Lane, type LaneTask } from '../../dist/loop/lane.js';
import { WakeSignal } from '../../dist/loop/wake-signal.js';
import { samplePolicy } from '../flow/support/sample-policy.js';

const never = new AbortController().signal;

function laneOf(task: Partial<LaneTask> & Pick<LaneTask, 'run'>): Lane {
  const retry = new Retry(samplePolicy().retry, () => 0.5);
  return new Lane({ name: 'sample', interval: 60_000, ...task }, retry, new FakeClock(), new CaptureLogger());
}

/** Lets everything run that can run without a timer's help. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a lane', () => {
  it('looks again at once when it was woken while it looked', async () => {
    const stopping = new AbortController();
    let looks = 0;
    const lane = laneOf({
      run: async () => {
        looks += 1;
        if (looks === 1) lane.wake();
      },
    });
    const ended = lane.run(never, stopping.signal);
    await settled();
    stopping.abort();
    await ended;
    expect(looks).to.equal(2);
  });

  it('that failed waits, though it wrote down its failures and so woke itself', async () => {
    const stopping = new AbortController();
    let looks = 0;
    const lane = laneOf({
      run: async () => {
        looks += 1;
        lane.wake();
        throw new ChairsideError('CREDENTIALS_REFUSED');
      },
    });
    const ended = lane.run(never, stopping.signal);
    await settled();
    const looksWhileNothingChanged = looks;
    lane.wake();
    await settled();
    stopping.abort();
    await ended;
    expect(looksWhileNothingChanged).to.equal(1);
    expect(looks).to.equal(2);
    expect(lane.failure?.code).to.equal('CREDENTIALS_REFUSED');
  });
});

describe('the wait of a lane', () => {
  it('leaves nothing behind at the signal that outlives it', async () => {
    const { signal } = new AbortController();
    const wake = new WakeSignal();
    for (let times = 0; times < 5; times += 1) await wake.wait(1, signal);
    expect(getEventListeners(signal, 'abort')).to.have.length(0);
  });
});
