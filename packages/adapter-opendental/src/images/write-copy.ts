import { ChairsideError } from '@chairside/core';
import { hashFile } from '@chairside/core/files';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { TargetFile } from './target-files.js';

/**
 * Copies a staged file, fsynced, with the rights that any new file gets there, and reads it back. Fails with EEXIST where
 * the name is taken; throws STAGING_FAILED where the original is gone, CHART_READ_BACK where the copy is not equal.
 */
export async function writeCopy(
  { source, size, sha256 }: TargetFile,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  await stat(source.path).catch((cause: unknown) => {
    throw new ChairsideError('STAGING_FAILED', { cause, detail: 'a staged file is gone' });
  });
  await pipeline(createReadStream(source.path), createWriteStream(path, { flags: 'wx', flush: true }), { signal });
  const copy = await hashFile(path, signal);
  if (copy.size !== size || copy.sha256 !== sha256) throw new ChairsideError('CHART_READ_BACK');
}
