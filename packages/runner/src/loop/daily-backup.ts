import { ChairsideError, type ChairsideErrorCode, type Clock, type Logger } from '@chairside/core';
import { HOUSE } from '../composition/tokens.js';
import type { House } from '../composition/house.js';
import { BACKUP_CURSOR } from '../ledger/restored.js';
import type { SqliteLedger } from '../ledger/sqlite-ledger.js';

/** How often it is looked at whether a copy is due, milliseconds. */
const LOOK_EVERY = 10 * 60 * 1000;

/** Why the last daily copy could not be made. */
export interface BackupTrouble {
  readonly code: ChairsideErrorCode;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Makes today's copy of the ledger where there is none yet, and notes for `status` what keeps it from being made. */
export async function backUpWhenDue(house: House, signal: AbortSignal): Promise<ChairsideError | undefined> {
  const { ledger } = house;
  const clock: Clock = house.container.get(HOUSE.clock);
  const logger: Logger = house.container.get(HOUSE.logger);
  const before = await backupTrouble(ledger).catch(() => undefined);
  try {
    if (await ledger.copies.isDue(clock.now())) await ledger.backUp(signal);
    if (before !== undefined) await note(house, undefined);
    return undefined;
  } catch (thrown) {
    const error = ChairsideError.from(thrown, 'BACKUP_FAILED', signal);
    if (error.code === 'STOPPED') return undefined;
    if (before?.code !== error.code) logger.warn(error.message, { code: error.code });
    // Where the ledger itself cannot be written, the lanes say so.
    await note(house, { code: error.code, since: before?.since ?? clock.now() }).catch(() => undefined);
    return error;
  }
}

/** Makes a copy each day until `stopping` is aborted. Never rejects. */
export async function backUpDaily(house: House, stopping: AbortSignal): Promise<void> {
  const clock: Clock = house.container.get(HOUSE.clock);
  while (!stopping.aborted) {
    await backUpWhenDue(house, stopping);
    await clock.sleep(LOOK_EVERY, stopping);
  }
}

/** What keeps the daily copy from being made; undefined while all is well. */
export async function backupTrouble({ house }: Pick<SqliteLedger, 'house'>): Promise<BackupTrouble | undefined> {
  const stored = await house.cursor(BACKUP_CURSOR);
  return stored === undefined || stored === '' ? undefined : (JSON.parse(stored) as BackupTrouble);
}

async function note({ ledger }: House, found: BackupTrouble | undefined): Promise<void> {
  await ledger.house.commit({ cursors: { [BACKUP_CURSOR]: found === undefined ? '' : JSON.stringify(found) } });
}
