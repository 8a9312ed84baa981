import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { durableStep } from '../steps/durable-step.js';
import { errnoOf } from './errno.js';
import { renameFile } from './rename-file.js';

// What network file systems answer that cannot sync a folder.
const CANNOT_SYNC: ReadonlySet<string> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Makes what was created, renamed or removed in a folder survive a power cut; Windows does so by itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!CANNOT_SYNC.has(errnoOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

/** Makes a folder and the missing ones above it, durably. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first || dirname(made) === made) return;
  }
}

/** Writes a new file and fsyncs it; fails with EEXIST where there is one. */
export function writeNew(path: string, content: string): Promise<void> {
  return durableStep('write', () => write(path, content));
}

async function write(path: string, content: string): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file in one step: whoever reads sees the old content or the new one, also after a power cut. With `later`
 * the new one is only certain to survive once the caller has synced the folder.
 */
export async function replaceFile(path: string, content: string, sync: 'now' | 'later' = 'now'): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    await writeNew(temporary, content);
    await renameFile(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (sync === 'now') await syncFolder(dirname(path));
}
