import { copyFile } from 'node:fs/promises';
import { ChairsideError, type Clock, type Logger } from '@chairside/core';
import { errnoOf, renameFile } from '@chairside/core/files';
import Database from 'better-sqlite3';
import { damageOf, damageOfCopy, isLost } from './damage.js';
import { LedgerCopies, type LedgerCopy } from './ledger-copies.js';
import { ledgerVersion } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { placeCopy } from './place-copy.js';
import { RESTORED_CURSOR, NO_CLINIC, type Restored } from './restored.js';
import { CURSOR_SET } from './queries/house-queries.js';

/** The main file first: where a crash comes between, a ledger without its log would be an older one, unnoticed. */
const PARTS = ['', '-wal', '-shm'];

/**
 * Looks at a ledger before it is opened, and puts the last good copy in the place of one that is damaged or gone. The
 * damaged files are kept as `NAME.corrupt-TIME`. Only for the process that alone may work with the data folder. Throws
 * LEDGER_NO_COPY where no copy is good; does nothing where there never was a ledger.
 */
export async function restoreIfDamaged(file: string, clock: Clock, logger: Logger): Promise<void> {
  const damage = (await isLost(file)) ? 'missing or empty' : damageOf(file);
  if (damage === undefined) return;
  const copies = await new LedgerCopies(file).list();
  if (copies.length === 0 && damage === 'missing or empty') return;
  logger.error('The ledger is damaged', { code: 'LEDGER_CORRUPT', cause: damage });
  const copy = copies.find(isGood);
  if (copy === undefined) throw noCopy(damage);
  const now = clock.now();
  await putAside(file, new Date(now).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, ''));
  await placeCopy(file, async (part) => {
    await copyFile(copy.path, part);
    note(part, { at: now, copyAt: copy.madeAt });
  });
  logger.error('The last good copy of the ledger was put in its place', {
    code: 'LEDGER_RESTORED',
    ms: now - copy.madeAt,
  });
}

/** One of a newer form belongs to a newer version, which knows what to do with it. */
function isGood({ path }: LedgerCopy): boolean {
  if (damageOfCopy(path) !== undefined) return false;
  const db = new Database(path, { readonly: true });
  try {
    return ledgerVersion(db) > 0 && ledgerVersion(db) <= (MIGRATIONS.at(-1)?.version ?? 0);
  } finally {
    db.close();
  }
}

async function putAside(file: string, time: string): Promise<void> {
  for (const part of PARTS) {
    try {
      await renameFile(`${file}${part}`, `${file}.corrupt-${time}${part}`);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
}

/** In the copy itself, so that no crash comes between the restoring and its being known. */
function note(path: string, restored: Restored): void {
  const db = new Database(path);
  try {
    db.prepare(CURSOR_SET).run(NO_CLINIC, RESTORED_CURSOR, JSON.stringify(restored));
  } finally {
    db.close();
  }
}

function noCopy(damage: string): ChairsideError {
  return new ChairsideError('LEDGER_NO_COPY', {
    detail: damage,
    advice: [
      'Put a ledger.db from your own backup into dataDir, without ledger.db-wal and ledger.db-shm, and start again.',
      'Where there is none: move ledger.db* out of dataDir and start again. What the old ledger knew is forgotten then:',
      'look at the scanner first, and withdraw there what the practice no longer wants.',
    ],
  });
}
