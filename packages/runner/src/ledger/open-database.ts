import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

/** How long a write waits for another process's write; those take milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the ledger's file, made readable for its owner only where it is new: WAL, so that commands read while the
 * service writes, and `synchronous=FULL`, so that a commit that returned survives a power cut.
 */
export function openDatabase(path: string): Database.Database {
  // SQLite gives its -wal and -shm files the rights of the main one.
  closeSync(openSync(path, 'a', 0o600));
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
