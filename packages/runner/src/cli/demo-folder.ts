import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { lockDataFolder, locksFolder } from '../lock/data-folder-lock.js';
import { CommandError, EXIT } from './command-error.js';
import type { DemoPractice } from './demo-practice.js';

/** Says that everything in the folder is the demo's own, so that the next demo may begin afresh. */
const MARK = '.chairside-demo';
const SECRET = 'client-secret.txt';

/**
 * Makes an empty folder for the demo: the simulated cloud forgets everything when it ends, so the practice begins anew
 * with it. A folder that holds anything else is refused.
 */
export async function emptyDemoFolder(folder: string): Promise<void> {
  // Not under another demo that still runs there.
  const locks = locksFolder(join(folder, 'data'));
  if (existsSync(locks)) (await lockDataFolder(join(folder, 'data'))).release();
  const found = await readdir(folder).catch((): string[] => []);
  if (found.length > 0 && !found.includes(MARK))
    throw new CommandError(
      EXIT.usage,
      `${folder} holds files that are not the demo's: name an empty folder with --dir.`,
    );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, MARK), '');
}

/** Writes the configuration of the sample practice, and answers its path. */
export async function writeDemoConfig(
  folder: string,
  itero: Readonly<Record<string, unknown>>,
  httpPort: number,
  sections: DemoPractice['sections'],
): Promise<string> {
  const file = join(folder, 'chairside.yaml');
  const config = {
    dataDir: './data',
    http: { host: '127.0.0.1', port: httpPort },
    itero: { ...itero, clientSecret: `\${file:./${SECRET}}` },
    clinics: [
      {
        id: 'sample-practice',
        ...sections,
        poll: { trigger: '500ms', orders: '500ms', captures: '5s' },
        retry: { notReady: ['2s', '2s', '5s'] },
      },
    ],
  };
  await writeFile(join(folder, SECRET), String(itero['clientSecret']), { mode: 0o600 });
  await writeFile(
    file,
    `# The demo's practice. The addresses below are the simulated cloud's; a real practice has Align's.\n${stringify(config)}`,
  );
  return file;
}
