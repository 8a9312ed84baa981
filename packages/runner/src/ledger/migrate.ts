import { ChairsideError } from '@chairside/core';
import type Database from 'better-sqlite3';
import type { Migration } from './migrations/migration.js';
import { placeCopy } from './place-copy.js';

/** The form of the ledger that a file has; 0 for a new one. */
export function ledgerVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/**
 * Brings a ledger to the newest form. Each step runs in one transaction with its version number, after a copy of the
 * file as `NAME.before-VERSION` (none of a new, empty one). The caller keeps other processes from doing the same at the
 * same time. Throws LEDGER_NEWER, and changes nothing, when the file is ahead of `migrations`.
 */
export async function migrate(db: Database.Database, path: string, migrations: readonly Migration[]): Promise<void> {
  const newest = migrations.at(-1)?.version ?? 0;
  const found = ledgerVersion(db);
  if (found > newest) {
    throw new ChairsideError('LEDGER_NEWER', { detail: `its form is ${found}, this version knows ${newest}` });
  }
  for (const migration of migrations.filter(({ version }) => version > found)) {
    if (found > 0)
      await placeCopy(`${path}.before-${migration.version}`, (part) => void db.prepare('VACUUM INTO ?').run(part));
    db.transaction(() => {
      db.exec(migration.sql);
      migration.finish?.(db);
      db.pragma(`user_version = ${migration.version}`);
    }).exclusive();
  }
}
