import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Virus scanners and indexers hold a new file on Windows for moments. */
const RENAME_TRIES = 20;
const RENAME_PAUSE_MS = 50;

async function renameOver(from: string, to: string): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'EPERM' && code !== 'EBUSY' && code !== 'EACCES') || tried === RENAME_TRIES) throw error;
      await pause(RENAME_PAUSE_MS);
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Replaces a file as a whole: readers see the old or the new content, and the new one is durable when it resolves. Only
 * the owner may read it; `protect` may do more to the complete temporary file before it gets its name. Two writers of
 * the same file must be kept apart by the caller.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  protect: (path: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.part`);
  await rm(part, { force: true });
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await protect(part);
  await renameOver(part, path);
  await syncFolder(dirname(path));
}
