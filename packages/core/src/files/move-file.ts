import { randomUUID } from 'node:crypto';
import { constants, copyFile, lstat, open, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { durableStep } from '../steps/durable-step.js';
import { syncFolder } from './durable.js';
import { errnoOf } from './errno.js';
import { hashFile } from './hash-file.js';
import { linkFile, renameFile } from './rename-file.js';
import { retryBusy } from './retry-busy.js';

/** The system calls that a move needs. */
export interface MoveCalls {
  /** As `rename` of `node:fs/promises`. */
  rename(from: string, to: string): Promise<void>;
  /** As `unlink` of `node:fs/promises`. */
  unlink(path: string): Promise<void>;
}

const SYSTEM: MoveCalls = { rename, unlink };

/**
 * Moves a file; also to another volume (copy, fsync, verify, then delete). `source-left` says that the copy stands but
 * the original could not be removed. Fails with ENOENT when somebody else was quicker.
 */
export async function moveFile(from: string, to: string, calls: MoveCalls = SYSTEM): Promise<'moved' | 'source-left'> {
  try {
    await durableStep('rename', () => retryBusy(() => calls.rename(from, to)));
    return 'moved';
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error;
  }
  const temporary = join(dirname(to), `.${randomUUID()}.tmp`);
  try {
    await copyDurably(from, temporary);
    const [original, copy] = await Promise.all([hashFile(from), hashFile(temporary)]);
    if (original.sha256 !== copy.sha256) throw Object.assign(new Error('the copy differs'), { code: 'EIO' });
    await renameFile(temporary, to);
    await syncFolder(dirname(to));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  try {
    await durableStep('unlink', () => retryBusy(() => calls.unlink(from)));
    return 'moved';
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? 'moved' : 'source-left';
  }
}

/** Copies to a new file and fsyncs it; fails with EEXIST where there is one. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  // Windows flushes only through a handle that may write.
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Moves a file within a volume and never replaces one: EEXIST where the name is taken. */
export async function moveWithoutReplacing(from: string, to: string): Promise<void> {
  try {
    await linkFile(from, to);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw error;
    // A file system without hard links: look, then rename.
    const standing = await lstat(to).catch(() => undefined);
    if (standing !== undefined) throw Object.assign(new Error('the name is taken'), { code: 'EEXIST' });
    await renameFile(from, to);
    return;
  }
  await durableStep('unlink', () => retryBusy(() => unlink(from)));
}
