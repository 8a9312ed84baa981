import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The names of files that are to be renamed or removed within moments: a kill may leave them behind. */
const TEMPORARY = /^\.(?:(?:.+\.)?[0-9a-f-]{36}\.tmp|chairside-probe-.+)$/;

/** Removes what a kill left in folders of which Chairside has the use; called at start. A folder may be missing. */
export async function sweepTemporary(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) if (TEMPORARY.test(name)) await rm(join(folder, name), { force: true });
  }
}
