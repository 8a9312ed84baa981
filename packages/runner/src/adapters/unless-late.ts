import type { Clock } from '@chairside/core';

/** What `work` brings; throws `late()` where it has brought nothing after `ms`. What goes on then is left behind. */
export async function unlessLate<T>(work: Promise<T>, ms: number, clock: Clock, late: () => Error): Promise<T> {
  const done = new AbortController();
  const tooLong = async (): Promise<never> => {
    await clock.sleep(ms, done.signal);
    throw late();
  };
  try {
    return await Promise.race([work, tooLong()]);
  } finally {
    done.abort();
  }
}
