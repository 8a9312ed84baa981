import type Database from 'better-sqlite3';

/** One step of the ledger's form. Steps are only ever added: a released one never changes. */
export interface Migration {
  /** 1, 2 …, without a gap. */
  readonly version: number;
  /** Run as a whole, in one transaction. */
  readonly sql: string;
  /** What SQL alone cannot do, after it and in the same transaction. */
  readonly finish?: (db: Database.Database) => void;
}
