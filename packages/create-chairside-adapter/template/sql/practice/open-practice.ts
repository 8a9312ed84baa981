import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SamplePractice } from './sample-practice.js';

/** A practice of its own each time, whose database the adapter reads itself. */
export function openPractice(): Promise<SamplePractice> {
  return SamplePractice.open(async (folder) => {
    const database = join(folder, 'practice.db');
    return {
      options: { database },
      goAway: () => rename(database, `${database}.away`),
      comeBack: () => rename(`${database}.away`, database),
      close: async () => undefined,
    };
  });
}
