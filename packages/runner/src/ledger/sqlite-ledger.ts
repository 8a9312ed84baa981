import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ClinicId, Clock, Logger } from '@chairside/core';
import type { ClinicLedger, PairingStore } from '@chairside/core/house';
import type Database from 'better-sqlite3';
import { locksFolder } from '../lock/data-folder-lock.js';
import { withProcessLock } from '../lock/process-lock.js';
import { ledgerStep } from './ledger-failure.js';
import { ledgerVersion, migrate } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { openDatabase } from './open-database.js';
import { SqliteAuditLog } from './sqlite-audit-log.js';
import { SqliteClinicLedger } from './sqlite-clinic-ledger.js';
import { SqlitePairingStore } from './sqlite-pairing-store.js';
import { Statements } from './statements.js';

export interface LedgerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the wait for another process that is just bringing the ledger up to date. */
  readonly signal?: AbortSignal | undefined;
}

/** The embedded ledger: one SQLite file that the service and the commands beside it share. */
export class SqliteLedger {
  readonly pairings: PairingStore;
  readonly auditLog: SqliteAuditLog;
  readonly #db: Database.Database;
  readonly #statements: Statements;
  readonly #clinics = new Map<ClinicId, ClinicLedger>();

  private constructor(db: Database.Database, locks: string, clock: Clock) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.auditLog = new SqliteAuditLog(this.#statements);
    this.pairings = new SqlitePairingStore(this.#statements, locks, clock);
  }

  /**
   * Opens the ledger, makes it where there is none, and brings an older one up to date after a copy of it. Throws
   * LEDGER_NEWER for one of a newer version, LEDGER_FAILED where the file cannot be used.
   */
  static async open(path: string, options: LedgerOptions): Promise<SqliteLedger> {
    const { clock, logger, signal = new AbortController().signal } = options;
    const file = resolve(path);
    const locks = locksFolder(dirname(file));
    return await ledgerStep(async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const db = openDatabase(file);
      try {
        await withProcessLock(locks, 'migrate', clock, signal, async () => {
          const before = ledgerVersion(db);
          await migrate(db, file, MIGRATIONS);
          if (before > 0 && before < ledgerVersion(db))
            logger.info('The ledger was brought up to date; a copy of it was kept.');
        });
        return new SqliteLedger(db, locks, clock);
      } catch (error) {
        db.close();
        throw error;
      }
    });
  }

  clinic(id: ClinicId): ClinicLedger {
    let ledger = this.#clinics.get(id);
    if (ledger === undefined) {
      ledger = new SqliteClinicLedger(id, this.#statements);
      this.#clinics.set(id, ledger);
    }
    return ledger;
  }

  /** A number that changes when another process, not this one, has changed the ledger. */
  dataVersion(): number {
    return Number(this.#db.pragma('data_version', { simple: true }));
  }

  /** May be called twice. */
  close(): void {
    this.#db.close();
  }
}
