import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ChairsideError, type ClinicId, type Clock, type Logger } from '@chairside/core';
import type { ClinicLedger, PairingStore } from '@chairside/core/house';
import type Database from 'better-sqlite3';
import { locksFolder } from '../lock/data-folder-lock.js';
import { withProcessLock } from '../lock/process-lock.js';
import { isLost } from './damage.js';
import { LedgerCopies } from './ledger-copies.js';
import { ledgerStep } from './ledger-failure.js';
import { ledgerVersion, migrate } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { openDatabase } from './open-database.js';
import { probeWriting } from './probe-writing.js';
import { SqliteAuditLog } from './sqlite-audit-log.js';
import { restoreIfDamaged } from './restore-ledger.js';
import { damagedLedgers, NO_CLINIC } from './restored.js';
import { SqliteClinicLedger } from './sqlite-clinic-ledger.js';
import { SqliteOperatorStore } from './sqlite-operator-store.js';
import { SqlitePairingStore } from './sqlite-pairing-store.js';
import { SqliteSessionStore } from './sqlite-session-store.js';
import { Statements } from './statements.js';

export interface LedgerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the wait for another process that is just bringing the ledger up to date. */
  readonly signal?: AbortSignal | undefined;
  /** Puts the last good copy in the place of a damaged ledger: for the process that alone works with the data folder. */
  readonly restores?: boolean | undefined;
}

/** The embedded ledger: one SQLite file that the service and the commands beside it share. */
export class SqliteLedger {
  readonly pairings: PairingStore;
  readonly auditLog: SqliteAuditLog;
  readonly operators: SqliteOperatorStore;
  readonly sessions: SqliteSessionStore;
  /** The daily copies. */
  readonly copies: LedgerCopies;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #db: Database.Database;
  readonly #statements: Statements;
  readonly #clinics = new Map<ClinicId, ClinicLedger>();

  private constructor(file: string, db: Database.Database, locks: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    this.copies = new LedgerCopies(file);
    this.#db = db;
    this.#statements = new Statements(db);
    this.auditLog = new SqliteAuditLog(this.#statements);
    this.operators = new SqliteOperatorStore(this.#statements);
    this.sessions = new SqliteSessionStore(this.#statements);
    this.pairings = new SqlitePairingStore(this.#statements, locks, clock);
  }

  /**
   * Opens the ledger, makes it where there is none, and brings an older one up to date after a copy of it. Throws
   * LEDGER_NEWER for one of a newer version, LEDGER_FAILED where the file cannot be used, LEDGER_CORRUPT where it is
   * damaged or gone; with `restores`, LEDGER_NO_COPY where no good copy could take its place.
   */
  static async open(path: string, options: LedgerOptions): Promise<SqliteLedger> {
    const { clock, logger, restores = false, signal = new AbortController().signal } = options;
    const file = resolve(path);
    const locks = locksFolder(dirname(file));
    return await ledgerStep(async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      if (restores) await restoreIfDamaged(file, clock, logger);
      else await refuseLost(file);
      const db = openDatabase(file);
      try {
        await withProcessLock(locks, 'migrate', clock, signal, async () => {
          const before = ledgerVersion(db);
          await migrate(db, file, MIGRATIONS);
          if (before > 0 && before < ledgerVersion(db))
            logger.info('The ledger was brought up to date; a copy of it was kept.');
        });
        return new SqliteLedger(file, db, locks, clock);
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

  /** What belongs to no clinic. */
  get house(): ClinicLedger {
    return this.clinic(NO_CLINIC);
  }

  /** Makes today's copy; throws as {@link LedgerCopies.make}. */
  backUp(signal: AbortSignal): Promise<void> {
    return this.copies.make(this.#db, this.#clock.now(), signal);
  }

  /** Throws LEDGER_FAILED where the disk of the ledger takes nothing now. Changes nothing in the ledger. */
  probeWriting(): Promise<void> {
    return probeWriting(this.#file);
  }

  /** Names of the damaged ledgers that were put aside and stand there still. */
  damaged(): Promise<readonly string[]> {
    return damagedLedgers(this.#file);
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

/** A new ledger in the place of one that was lost would be an empty one, and send every RX again. */
async function refuseLost(file: string): Promise<void> {
  if ((await isLost(file)) && (await new LedgerCopies(file).list()).length > 0)
    throw new ChairsideError('LEDGER_CORRUPT', { detail: 'it is missing or empty' });
}
