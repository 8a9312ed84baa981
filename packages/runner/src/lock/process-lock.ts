import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChairsideError, type Clock } from '@chairside/core';
import Database from 'better-sqlite3';

const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 250;

/** A lock that is held; it ends with `release` or with the process. */
export interface HeldLock {
  /** May be called twice. */
  release(): void;
}

/** The file that stands for a lock: readable, legal on every file system, and its own for each name. */
function lockPath(folder: string, name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return join(folder, `${name.replaceAll(/[^A-Za-z0-9-]/g, '_').slice(0, 60)}-${digest}.lock`);
}

/**
 * Takes the lock `name` of a folder, or answers undefined when somebody holds it, in this process or another. The lock
 * is SQLite's own on an empty database: it works on every system and the operating system ends it with the process, so
 * there is no PID file to go stale. Nothing but SQLite may open the file: on POSIX systems closing any other handle of
 * it would end the lock. Throws LEDGER_FAILED where the folder cannot be written.
 */
export async function tryLock(folder: string, name: string): Promise<HeldLock | undefined> {
  let db: Database.Database | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    db = new Database(lockPath(folder, name), { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
    const held = db;
    return { release: () => void held.close() };
  } catch (error) {
    db?.close();
    const { code } = error as { readonly code?: unknown };
    if (String(code).startsWith('SQLITE_BUSY')) return undefined;
    throw new ChairsideError('LEDGER_FAILED', { cause: error, detail: String(code) });
  }
}

/** Whether somebody holds the lock `name` of a folder. A look may hold back whoever takes it in the same moment. */
export function isLocked(folder: string, name: string): boolean {
  let db: Database.Database | undefined;
  try {
    db = new Database(lockPath(folder, name), { timeout: 0, readonly: true, fileMustExist: true });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return String((error as { readonly code?: unknown }).code).startsWith('SQLITE_BUSY');
  } finally {
    db?.close();
  }
}

/** Waits for the lock without blocking the process. Throws STOPPED when `signal` is aborted first. */
export async function waitForLock(folder: string, name: string, clock: Clock, signal: AbortSignal): Promise<HeldLock> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if (signal.aborted) throw new ChairsideError('STOPPED', { cause: signal.reason });
    const lock = await tryLock(folder, name);
    if (lock !== undefined) return lock;
    await clock.sleep(wait, signal);
  }
}

/** Runs `work` while the lock is held, and gives it back whatever comes of it. */
export async function withProcessLock<T>(
  folder: string,
  name: string,
  clock: Clock,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await waitForLock(folder, name, clock, signal);
  try {
    return await work();
  } finally {
    lock.release();
  }
}
