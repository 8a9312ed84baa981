import { getEventListeners } from 'node:events';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { ChairsideError } from '@chairside/core';
import { Retry } from '@chairside/core/flow';
import { expect } from 'chai';
import { Lane, type LaneTask } from '../../dist/loop/lane.js';
import { WakeSignal } from '../../dist/loop/wake-signal.js';
import { samplePolicy } from '../flow/support/sample-policy.js';

const never = new AbortController().signal;

function laneOf(
  task: Partial<LaneTask> & Pick<LaneTask, 'run'>,
  { logger = new CaptureLogger(), changed = () => undefined }: { logger?: CaptureLogger; changed?: () => void } = {},
): Lane {
  const retry = new Retry(samplePolicy().retry, () => 0.5);
  return new Lane({ name: 'sample', interval: 60_000, ...task }, retry, new FakeClock(), logger, changed);
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

  it('that failed works again when something due was done, not when a look found nothing due yet', async () => {
    const stopping = new AbortController();
    const logger = new CaptureLogger();
    const heard: (string | undefined)[] = [];
    let dueAt: number | undefined = 0;
    let away = true;
    const lane: Lane = laneOf(
      {
        nextDueAt: async () => dueAt,
        run: async () => {
          if (dueAt !== undefined && dueAt > 0) return;
          if (away) throw new ChairsideError('CHART_UNREACHABLE');
        },
      },
      { logger, changed: () => void heard.push(lane.failure?.code) },
    );
    const ended = lane.run(never, stopping.signal);
    await settled();
    dueAt = Number.MAX_SAFE_INTEGER;
    lane.wake();
    await settled();
    expect(lane.failure?.code).to.equal('CHART_UNREACHABLE');
    dueAt = 0;
    lane.wake();
    await settled();
    away = false;
    lane.wake();
    await settled();
    stopping.abort();
    await ended;
    expect(heard).to.deep.equal(['CHART_UNREACHABLE', undefined]);
    expect(logger.lines.map(({ message }) => message)).to.have.length(2);
  });

  it('that failed works again when nothing is left to be done', async () => {
    const stopping = new AbortController();
    let dueAt: number | undefined = 0;
    const lane = laneOf({
      nextDueAt: async () => dueAt,
      run: async () => {
        if (dueAt !== undefined) throw new ChairsideError('CHART_UNREACHABLE');
      },
    });
    const ended = lane.run(never, stopping.signal);
    await settled();
    dueAt = undefined;
    lane.wake();
    await settled();
    stopping.abort();
    await ended;
    expect(lane.failure).to.equal(undefined);
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
