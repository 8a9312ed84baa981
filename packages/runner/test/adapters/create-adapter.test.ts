import { ChairsideError, ClinicId, defineAdapter, type AdapterHost, type AdapterPorts } from '@chairside/core';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { createAdapter } from '../../dist/adapters/create-adapter.js';

const MINUTE = 60_000;

describe('the creation of an adapter', () => {
  let clock: FakeClock;
  let closed: number;
  let host: AdapterHost;
  let given: AbortSignal | undefined;
  beforeEach(() => {
    clock = new FakeClock();
    closed = 0;
    given = undefined;
    host = {
      clinic: ClinicId('main-street'),
      clock,
      logger: new CaptureLogger(),
      signal: new AbortController().signal,
    } as unknown as AdapterHost;
  });

  function create(ports: () => Promise<AdapterPorts>): Promise<AdapterPorts> {
    const descriptor = defineAdapter({
      name: 'sample',
      apiVersion: '1.0',
      options: z.unknown(),
      create: (_options, { signal }) => {
        given = signal;
        return ports();
      },
    });
    return createAdapter(descriptor, {}, host, MINUTE);
  }

  function sample(): AdapterPorts {
    return { probe: async () => [], close: async () => void (closed += 1) };
  }

  it('leaves one that is in time at work: it is neither closed nor told to stop', async () => {
    const ports = await create(async () => sample());
    await setImmediate();
    await clock.advance(2 * MINUTE);
    expect(ports).to.have.keys('probe', 'close');
    expect(closed).to.equal(0);
    expect(given?.aborted).to.equal(false);
  });

  it('gives up one that is late, tells it to stop, and closes it when it answers after all', async () => {
    let answer: (ports: AdapterPorts) => void = () => undefined;
    const answered = new Promise<AdapterPorts>((resolve) => (answer = resolve));
    const creating = create(() => answered).catch((error: unknown) => error);
    await clock.advance(2 * MINUTE);
    const error = await creating;
    expect(ChairsideError.is(error) && error.code).to.equal('ADAPTER_STUCK');
    expect(given?.aborted).to.equal(true);
    answer(sample());
    await setImmediate();
    expect(closed).to.equal(1);
  });
});
