import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ChairsideError } from '@chairside/core';
import { errnoOf } from '@chairside/core/files';
import type Database from 'better-sqlite3';
import { damageOfCopy } from './damage.js';
import { placeCopy } from './place-copy.js';

const NAME = /^ledger-(\d{4}-\d\d-\d\d)\.db$/;
/** One for each day. */
const KEPT = 7;
/** The ledger is copied so many pages at a time, and everybody goes on in between. */
const PAGES_AT_ONCE = 100;

/** A copy of the whole ledger. */
export interface LedgerCopy {
  readonly path: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** When it was made, milliseconds since 1970. */
  readonly madeAt: number;
}

/** The daily copies of a ledger, in `backups` beside it. */
export class LedgerCopies {
  readonly #folder: string;

  /** `ledger`: the path of the ledger. */
  constructor(ledger: string) {
    this.#folder = join(dirname(ledger), 'backups');
  }

  /** Newest first. */
  async list(): Promise<readonly LedgerCopy[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return [];
      throw error;
    });
    const copies = names.flatMap((name) => {
      const [, day] = NAME.exec(name) ?? [];
      return day === undefined ? [] : [{ path: join(this.#folder, name), day }];
    });
    const made = await Promise.all(copies.map(async (copy) => ({ ...copy, madeAt: (await stat(copy.path)).mtimeMs })));
    return made.toSorted((one, other) => other.day.localeCompare(one.day));
  }

  /** Whether today has no copy yet. */
  async isDue(now: number): Promise<boolean> {
    const today = dayOf(now);
    return !(await this.list()).some(({ day }) => day === today);
  }

  /**
   * Copies the ledger while others work with it, checks the copy, and removes copies beyond the seventh. Throws
   * BACKUP_FAILED where that cannot be done, STOPPED when `signal` is aborted; the older copies stay then.
   */
  async make(db: Database.Database, now: number, signal: AbortSignal): Promise<void> {
    const today = dayOf(now);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await placeCopy(join(this.#folder, `ledger-${today}.db`), async (part) => {
        await db.backup(part, { progress: () => pagesUnless(signal) });
        const damage = damageOfCopy(part);
        if (damage !== undefined) throw new ChairsideError('BACKUP_FAILED', { detail: `the copy is ${damage}` });
      });
      await this.#prune(today);
    } catch (error) {
      if (ChairsideError.is(error)) throw error;
      if (signal.aborted) throw new ChairsideError('STOPPED', { cause: error });
      throw new ChairsideError('BACKUP_FAILED', { cause: error, detail: codeOf(error) });
    }
  }

  /** A copy of the future was made by a clock that has been put right since: it would count as the newest for long. */
  async #prune(today: string): Promise<void> {
    const copies = await this.list();
    const past = copies.filter(({ day }) => day <= today);
    const spare = [...copies.filter(({ day }) => day > today), ...past.slice(KEPT)];
    for (const { path } of spare) await rm(path, { force: true });
  }
}

function pagesUnless(stopped: AbortSignal): number {
  stopped.throwIfAborted();
  return PAGES_AT_ONCE;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
