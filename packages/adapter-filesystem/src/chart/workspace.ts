import { ChairsideError } from '@chairside/core';
import { errnoOf, hashFile, moveWithoutReplacing, syncFolder, throwIfStopped, writeNew } from '@chairside/core/files';
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forEachLimited } from '../files/for-each-limited.js';
import { placeFile } from '../files/place-file.js';
import type { PlannedFile } from './delivery-plan.js';
import type { PendingDeliveries } from './pending-deliveries.js';

/** Hashing keeps a core busy; more than two at once bring nothing. */
const FILES_AT_ONCE = 2;

/** A file or folder that stands there, or undefined. */
export async function standing(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  });
}

export function conflict(detail: string): ChairsideError {
  return new ChairsideError('CHART_CONFLICT', { detail });
}

/** The temporary folder of one delivery, beside the place where its files will stand. */
export class Workspace {
  readonly path: string;
  readonly #mode: number;
  readonly #folders = new Set<string>();

  private constructor(path: string, mode: number) {
    this.path = path;
    this.#mode = mode;
    this.#folders.add(path);
  }

  /**
   * Makes the folder, gives it to `job`, and removes what is left of it. `first` is written into it before anything
   * else, and shows which rights a new file gets there.
   */
  static async use<T>(
    where: { readonly root: string; readonly folder: string; readonly name: string },
    key: string,
    pending: PendingDeliveries,
    first: { readonly name: string; readonly content: string },
    job: (workspace: Workspace) => Promise<T>,
  ): Promise<T> {
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 12);
    const relative = `${where.folder}/.${where.name}-${hash}`;
    const path = join(where.root, ...relative.split('/'));
    await pending.begin(key, relative);
    try {
      await rm(path, { recursive: true, force: true });
      await mkdir(path);
      await writeNew(join(path, first.name), first.content);
      const { mode } = await lstat(join(path, first.name));
      return await job(new Workspace(path, mode & 0o777));
    } finally {
      // What cannot be removed now is noted, and removed at the next start.
      await rm(path, { recursive: true, force: true }).then(
        () => pending.end(key),
        () => undefined,
      );
    }
  }

  /** Brings the files in and reads each one back; durable when it resolves. Throws CHART_READ_BACK. */
  async fill(files: readonly PlannedFile[], signal: AbortSignal): Promise<void> {
    await forEachLimited(files, FILES_AT_ONCE, async ({ path, staged }) => {
      throwIfStopped(signal);
      const target = join(this.path, ...path.split('/'));
      await this.#folder(dirname(target));
      await placeFile(staged.path, target, this.#mode);
      const { size, sha256 } = await hashFile(target, signal);
      if (size !== staged.size || sha256 !== staged.sha256) throw new ChairsideError('CHART_READ_BACK');
    });
    for (const folder of this.#folders) await syncFolder(folder);
    throwIfStopped(signal);
  }

  /** Moves files to their places below `folder`, without ever replacing one. Throws CHART_CONFLICT. */
  async moveTo(folder: string, paths: readonly string[]): Promise<void> {
    const changed = new Set([folder]);
    for (const path of paths) {
      const target = join(folder, ...path.split('/'));
      try {
        await mkdir(dirname(target), { recursive: true });
        await moveWithoutReplacing(join(this.path, ...path.split('/')), target);
      } catch (error) {
        if (errnoOf(error) === 'EEXIST' || errnoOf(error) === 'ENOTDIR') throw conflict('the name of a file is taken');
        throw error;
      }
      for (let above = dirname(target); above !== folder; above = dirname(above)) changed.add(above);
    }
    for (const one of changed) await syncFolder(one);
  }

  async #folder(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
    for (let folder = path; folder !== this.path; folder = dirname(folder)) this.#folders.add(folder);
  }
}
