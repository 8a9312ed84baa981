import { stat } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { errnoOf } from '@chairside/core/files';
import { openDatabase } from './open-database.js';

/** What SQLite calls a file that is no database, or one whose content contradicts itself. */
export function isDamage(code: string): boolean {
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

/** Whether a ledger's file is not there, or has nothing in it. */
export async function isLost(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size === 0;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return true;
    throw error;
  }
}

/**
 * What is wrong with a ledger that is there, in a word or two of SQLite's; undefined where nothing is. Reads the whole
 * file, but for the order of its indexes: a second for a gigabyte.
 */
export function damageOf(file: string): string | undefined {
  return damageFound(() => {
    const db = openDatabase(file);
    try {
      return db.pragma('quick_check(1)', { simple: true });
    } finally {
      db.close();
    }
  });
}

/** The same for a copy, indexes included. It is put into a form that is one file, and takes up no log beside it. */
export function damageOfCopy(file: string): string | undefined {
  return damageFound(() => {
    const db = new Database(file, { fileMustExist: true });
    try {
      db.pragma('journal_mode = DELETE');
      return db.pragma('integrity_check(1)', { simple: true });
    } finally {
      db.close();
    }
  });
}

/** What a check found is not told: it may repeat what stands in the ledger. */
function damageFound(check: () => unknown): string | undefined {
  try {
    return check() === 'ok' ? undefined : 'SQLITE_CORRUPT';
  } catch (error) {
    if (error instanceof Database.SqliteError && isDamage(error.code)) return error.code;
    throw error;
  }
}
