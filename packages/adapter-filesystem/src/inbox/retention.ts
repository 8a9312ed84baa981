import type { Clock, Logger } from '@chairside/core';
import { errnoOf, throwIfStopped } from '@chairside/core/files';
import { lstat, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const HOUR = 3_600_000;

export interface RetentionParts {
  /** Folders whose every file was put there by Chairside. */
  readonly kept: readonly string[];
  /** Folders in which only result files are Chairside's. */
  readonly results: readonly string[];
  /** Milliseconds. */
  readonly retention: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Removes request and result files after `retention`, at most once an hour; never anything else. */
export class Retention {
  readonly #parts: RetentionParts;
  #last: number | undefined;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** What cannot be removed now is left for the next time. */
  async run(signal: AbortSignal): Promise<void> {
    const { kept, results, clock, retention, logger } = this.#parts;
    const now = clock.now();
    if (this.#last !== undefined && now - this.#last < HOUR && now >= this.#last) return;
    this.#last = now;
    let failed = 0;
    const remove = async (folder: string, isOld: (path: string) => Promise<boolean>): Promise<void> => {
      for (const name of await namesIn(folder)) {
        throwIfStopped(signal);
        const path = join(folder, name);
        try {
          if ((await lstat(path)).isFile() && (await isOld(path))) await rm(path);
        } catch (error) {
          if (errnoOf(error) !== 'ENOENT') failed += 1;
        }
      }
    };
    for (const folder of kept) await remove(folder, async (path) => (await lstat(path)).mtimeMs + retention < now);
    for (const folder of results) {
      await remove(folder, async (path) => {
        const written = path.endsWith('.json') ? await resultTime(path) : undefined;
        return written !== undefined && written + retention < now;
      });
    }
    if (failed > 0) logger.warn('Old request or result files cannot be removed', { count: failed });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** When a result file was written, by its own word; undefined where it is none of ours. */
async function resultTime(path: string): Promise<number | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('requestId' in value) || !('updatedAt' in value))
      return undefined;
    const time = typeof value.updatedAt === 'string' ? Date.parse(value.updatedAt) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}
