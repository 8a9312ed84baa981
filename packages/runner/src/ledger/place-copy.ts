import { open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renameFile, syncFolder } from '@chairside/core/files';

/**
 * Makes a durable copy of a ledger. `write` fills a temporary file, which is readable for its owner only and is there
 * already, empty; the name of the copy appears only when it is complete. Nothing is left of one that fails.
 */
export async function placeCopy(target: string, write: (part: string) => Promise<void> | void): Promise<void> {
  const part = join(dirname(target), `.${basename(target)}.part`);
  await rm(part, { force: true });
  try {
    await (await open(part, 'wx', 0o600)).close();
    await write(part);
    const copy = await open(part, 'r+');
    try {
      await copy.sync();
    } finally {
      await copy.close();
    }
    await renameFile(part, target);
  } catch (error) {
    for (const suffix of ['', '-journal', '-wal', '-shm']) await rm(`${part}${suffix}`, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}
