import type { Clock } from '@chairside/core';

/**
 * What `work` brings; throws `late()`, which is called then alone, where it has brought nothing after `ms`. What goes on
 * then is left behind.
 */
export async function unlessLate<T>(work: Promise<T>, ms: number, clock: Clock, late: () => Error): Promise<T> {
  const done = new AbortController();
  const tooLong = async (): Promise<T> => {
    await clock.sleep(ms, done.signal);
    if (done.signal.aborted) return work;
    throw late();
  };
  try {
    return await Promise.race([work, tooLong()]);
  } finally {
    done.abort();
  }
}
