import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf } from './errno.js';

// On Windows a virus scanner, the indexer or a viewer may hold a file for a moment; elsewhere EPERM and EACCES are final.
const BUSY: ReadonlySet<string> = new Set(process.platform === 'win32' ? ['EBUSY', 'EPERM', 'EACCES'] : ['EBUSY']);
const WAITS = [10, 20, 40, 80, 160, 320, 640, 1280];

/** Runs `job` again, with growing waits of together some seconds, while something holds the file. */
export async function retryBusy<T>(job: () => Promise<T>): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await job();
    } catch (error) {
      if (!BUSY.has(errnoOf(error) ?? '')) throw error;
    }
    await sleep(wait);
  }
  return job();
}
