import { ChairsideError } from '@chairside/core';
import { copyDurably, linkFile } from '@chairside/core/files';
import { chmod, lstat } from 'node:fs/promises';

/**
 * Puts a staged file, which is already durable, under a new name: by a hard link where that gives a file like any new
 * one, else by a durable copy. A link shares rights and owner with the original, so one that others could not read is
 * copied; on Windows always, because a link there keeps the access list of staging. Throws STAGING_FAILED where the
 * original is gone.
 */
export async function placeFile(source: string, target: string, mode: number): Promise<void> {
  const staged = await lstat(source).catch((cause: unknown) => {
    throw new ChairsideError('STAGING_FAILED', { cause, detail: 'a staged file is gone' });
  });
  if (process.platform !== 'win32' && (staged.mode & 0o777) === mode) {
    try {
      await linkFile(source, target);
      return;
    } catch {
      // Another volume, a file system without links, or too many of them: the copy tells whether it is more than that.
    }
  }
  await copyDurably(source, target);
  if (process.platform !== 'win32') await chmod(target, mode);
}
