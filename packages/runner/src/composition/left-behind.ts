import { ChairsideError, type Clock } from '@chairside/core';

/** How long what was cut off may take to put its things in order. */
const LAST_MOMENT = 5_000;

/**
 * What `work` brings; throws STOPPED where it goes on long after `signal` was aborted. An adapter that hears no signal is
 * left behind: everything it had to do is in the ledger.
 */
export async function unlessLeftBehind<T>(work: Promise<T>, signal: AbortSignal, clock: Clock): Promise<T> {
  const done = new AbortController();
  const tooLong = async (): Promise<never> => {
    await aborted(signal, done.signal);
    await clock.sleep(LAST_MOMENT, done.signal);
    throw new ChairsideError('STOPPED');
  };
  try {
    return await Promise.race([work, tooLong()]);
  } finally {
    done.abort();
  }
}

/** Resolves when one of the signals is aborted, and leaves nothing behind at the other. */
async function aborted(signal: AbortSignal, done: AbortSignal): Promise<void> {
  const either = AbortSignal.any([signal, done]);
  if (either.aborted) return;
  await new Promise((resolve) => either.addEventListener('abort', resolve, { once: true }));
}
