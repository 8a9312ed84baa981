import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ChairsideError } from '@chairside/core';
import { makeDataFolder } from '../rights/data-folder.js';
import { isLocked, tryLock, type HeldLock } from './process-lock.js';

const SERVICE = 'service';
/** Longer than a look at the lock takes (`isServiceAtWork`), which keeps nobody from the work. */
const LOOK_MS = 50;

/** Where the locks of a data folder are. */
export function locksFolder(dataDir: string): string {
  return join(dataDir, 'locks');
}

/**
 * Makes this process the one service of a data folder until `release` or its end. Throws DATA_FOLDER_IN_USE when
 * another one is.
 */
export async function lockDataFolder(dataDir: string): Promise<HeldLock> {
  await makeDataFolder(dataDir).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ChairsideError('LEDGER_FAILED', { cause, detail: code });
  });
  const attempt = (): Promise<HeldLock | undefined> => tryLock(locksFolder(dataDir), SERVICE);
  const lock = (await attempt()) ?? (await delay(LOOK_MS).then(attempt));
  if (lock === undefined) throw new ChairsideError('DATA_FOLDER_IN_USE');
  return lock;
}

/** Whether a service, or a `run --once`, is at work on a data folder. */
export function isServiceAtWork(dataDir: string): boolean {
  return isLocked(locksFolder(dataDir), SERVICE);
}
