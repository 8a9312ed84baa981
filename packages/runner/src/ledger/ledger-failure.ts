import { ChairsideError } from '@chairside/core';
import { durableStep } from '@chairside/core/house';
import Database from 'better-sqlite3';
import { isDamage } from './damage.js';

/** The code of a failure of SQLite or of the file system; undefined for anything else. */
function failureCode(error: unknown): string | undefined {
  if (error instanceof Database.SqliteError) return error.code;
  if (error instanceof Error && 'syscall' in error && 'code' in error) return String(error.code);
  return undefined;
}

/**
 * Runs a step of the ledger as the ports promise it: a damaged file becomes LEDGER_CORRUPT, another failure of SQLite or
 * of the disk LEDGER_FAILED, with its code; anything else is passed on as it is.
 */
export async function ledgerStep<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const detail = failureCode(error);
    if (detail === undefined) throw error;
    throw new ChairsideError(isDamage(detail) ? 'LEDGER_CORRUPT' : 'LEDGER_FAILED', { cause: error, detail });
  }
}

/** The same for a step that changes something: named, so that it is said before and after it. */
export async function ledgerWrite<T>(name: string, step: () => T | Promise<T>): Promise<T> {
  return await durableStep(name, () => ledgerStep(step));
}
