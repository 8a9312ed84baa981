import type { ClinicId, Clock, Logger } from '@chairside/core';
import type { ClinicLedger, FiledBook, SentBook } from '@chairside/core/house';
import { renameFile } from '@chairside/core/files';
import Database from 'better-sqlite3';
import { isDamage } from '../ledger/damage.js';
import { ledgerStep } from '../ledger/ledger-failure.js';
import { openDatabase } from '../ledger/open-database.js';
import { lastRestored } from '../ledger/restored.js';
import { Statements } from '../ledger/statements.js';
import { SqliteFiledBook } from './sqlite-filed-book.js';
import { SqliteSentBook } from './sqlite-sent-book.js';

const FORM = `
  CREATE TABLE IF NOT EXISTS sent (
    clinic TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    digest TEXT NOT NULL,
    rx_id TEXT,
    PRIMARY KEY (clinic, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS filed (
    clinic TEXT NOT NULL,
    order_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (clinic, order_id, revision)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS taken_back (
    clinic TEXT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (clinic, order_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS book (begun_at INTEGER NOT NULL) STRICT;`;

/** How long an RX is held after the ledger was put back where nobody can say what was sent, milliseconds. */
const HELD_FOR = 30 * 24 * 60 * 60 * 1000;

export interface OutsideParts {
  readonly file: string;
  /** The ledger of the house, which says whether it was put back. */
  readonly ledger: ClinicLedger;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What each clinic did outside, on the scanner and in charts, in a file beside the ledger and no part of its copies. A
 * damaged one is kept as `NAME.corrupt-TIME`, and another one begun.
 */
export class OutsideBooks {
  readonly #parts: OutsideParts;
  #db: Database.Database | undefined;
  #opening: Promise<Statements> | undefined;

  constructor(parts: OutsideParts) {
    this.#parts = parts;
  }

  /** Opens the file, so that it is no younger than the first copy of the ledger. Throws LEDGER_FAILED as a ledger does. */
  async begin(): Promise<void> {
    await this.#statements();
  }

  filed(clinic: ClinicId): FiledBook {
    return new SqliteFiledBook(clinic, () => this.#statements());
  }

  sent(clinic: ClinicId): SentBook {
    return new SqliteSentBook(
      clinic,
      () => this.#statements(),
      () => this.#isYounger(),
    );
  }

  /** May be called twice. */
  close(): void {
    this.#db?.close();
    this.#db = undefined;
    this.#opening = undefined;
  }

  #statements(): Promise<Statements> {
    this.#opening ??= ledgerStep(() => this.#open()).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<Statements> {
    const { file, clock, logger } = this.#parts;
    const begunAt = clock.now();
    try {
      this.#db = openBook(file, begunAt);
    } catch (error) {
      if (!(error instanceof Database.SqliteError) || !isDamage(error.code)) throw error;
      logger.error('The book of what was sent and filed is damaged, and another one is begun', { cause: error.code });
      await renameFile(file, `${file}.corrupt-${begunAt}`);
      this.#db = openBook(file, begunAt);
    }
    return new Statements(this.#db);
  }

  async #isYounger(): Promise<boolean> {
    const restored = await lastRestored(this.#parts.ledger);
    if (restored === undefined || this.#parts.clock.now() - restored.at > HELD_FOR) return false;
    const book = (await this.#statements()).first<{ readonly begun_at: number }>('SELECT begun_at FROM book');
    return (book?.begun_at ?? 0) > restored.copyAt;
  }
}

function openBook(file: string, begunAt: number): Database.Database {
  const db = openDatabase(file);
  try {
    db.exec(FORM);
    db.prepare('INSERT INTO book SELECT ? WHERE NOT EXISTS (SELECT 1 FROM book)').run(begunAt);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
