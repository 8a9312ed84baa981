import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renameFile } from '@chairside/core/files';
import type { DemoPractice } from './demo-practice.js';
import { say } from './print.js';
import { printTree } from './print-tree.js';
import { SAMPLE_REQUESTS, SAMPLE_RX_COUNT } from './sample-practice.js';

/** A practice whose software can do no more than drop request files, and open the files of scans. */
export async function makeFilesPractice(folder: string): Promise<DemoPractice> {
  const inbox = join(folder, 'inbox');
  await mkdir(inbox);
  return {
    sections: {
      adapter: { use: 'filesystem', inbox: './inbox', outbox: './outbox', charts: './charts', settle: '500ms' },
      rx: { doctors: { DrSample: 77 }, procedures: { D8080: 1 } },
    },
    scans: SAMPLE_RX_COUNT,
    invitation: `drop request files into ${inbox}, look into charts and outbox there`,
    ask: async () => say(`Dropped into the inbox: ${(await dropSampleRequests(inbox)).join(', ')}`),
    show: async () => {
      say('In the charts:');
      await printTree(join(folder, 'charts'));
    },
    close: async () => undefined,
  };
}

/** Drops the sample requests as a practice's software would: under another name first, then renamed. */
async function dropSampleRequests(inbox: string): Promise<readonly string[]> {
  const names = Object.keys(SAMPLE_REQUESTS);
  for (const name of names) {
    const part = join(inbox, `${name}.tmp`);
    await writeFile(part, SAMPLE_REQUESTS[name] ?? '');
    await renameFile(part, join(inbox, name));
  }
  return names;
}
