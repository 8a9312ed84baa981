import { join } from 'node:path';
import { ChairsideError } from '@chairside/core';
import { makeDataFolder } from '../rights/data-folder.js';
import { tryLock, type HeldLock } from './process-lock.js';

/** Where the locks of a data folder are. */
export function locksFolder(dataDir: string): string {
  return join(dataDir, 'locks');
}

/**
 * Makes this process the one service of a data folder until `release` or its end. Throws DATA_FOLDER_IN_USE at once
 * when another one is.
 */
export async function lockDataFolder(dataDir: string): Promise<HeldLock> {
  await makeDataFolder(dataDir).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ChairsideError('LEDGER_FAILED', { cause, detail: code });
  });
  const lock = await tryLock(locksFolder(dataDir), 'service');
  if (lock === undefined) throw new ChairsideError('DATA_FOLDER_IN_USE');
  return lock;
}
