import type { Clock, Logger } from '@chairside/core';
import { errnoOf } from '@chairside/core/files';
import { watch, type FSWatcher } from 'chokidar';
import { randomUUID } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isNetworkFileSystem } from './network-file-system.js';

const CANARY = '.chairside-canary-';
/** How long a canary has to sing. */
const PATIENCE = 2_000;

export type WatchMode = 'auto' | 'events' | 'poll';
/** What was found out. */
export type WatchedBy = 'events' | 'poll';

export interface WatchParts {
  readonly folder: string;
  readonly mode: WatchMode;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  wake(): void;
}

/**
 * Wakes when something happens in a folder. Only a hint: what is there is found by looking. Under `auto` a canary file
 * tells whether events come through; where none do, whoever reads the folder does so by the clock.
 */
export class FolderWatch {
  readonly #parts: WatchParts;
  readonly #canary = `${CANARY}${randomUUID()}`;
  #watcher: FSWatcher | undefined;
  #started: Promise<WatchedBy> | undefined;
  #sing: () => void = () => undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Starts to watch; may be called again. Resolves to what was found out; never rejects. */
  start(): Promise<WatchedBy> {
    this.#started ??= this.#findOrPoll();
    return this.#started;
  }

  async close(): Promise<void> {
    await this.#started;
    await this.#stop();
  }

  async #findOrPoll(): Promise<WatchedBy> {
    try {
      return await this.#find();
    } catch (error) {
      this.#parts.logger.warn('The inbox cannot be watched; it is read by the clock', { cause: errnoOf(error) });
      await this.#stop();
      return 'poll';
    }
  }

  async #find(): Promise<WatchedBy> {
    const { folder, mode, signal } = this.#parts;
    await this.#removeOldCanaries();
    if (mode === 'poll' || signal.aborted) return 'poll';
    if (mode === 'auto' && (await isNetworkFileSystem(folder))) return 'poll';
    await this.#watch();
    if (mode === 'events' || (await this.#canarySings())) return 'events';
    await this.#stop();
    return 'poll';
  }

  async #watch(): Promise<void> {
    const { folder, logger } = this.#parts;
    const watcher = watch(folder, {
      depth: 0,
      ignoreInitial: true,
      followSymlinks: false,
      ignored: (path) => path !== folder && basename(path).startsWith('.') && basename(path) !== this.#canary,
    });
    this.#watcher = watcher;
    watcher.on('all', (_event, path) => {
      if (basename(path) === this.#canary) this.#sing();
      else this.#parts.wake();
    });
    const ready = new Promise<void>((resolve) => {
      watcher.once('ready', () => resolve());
      watcher.on('error', (error) => {
        logger.warn('Watching the inbox failed; it is read by the clock', { cause: errnoOf(error) });
        resolve();
      });
    });
    await Promise.race([ready, this.#parts.clock.sleep(PATIENCE, this.#parts.signal)]);
  }

  async #canarySings(): Promise<boolean> {
    const { folder, clock, signal } = this.#parts;
    const path = join(folder, this.#canary);
    const heard = new AbortController();
    this.#sing = () => heard.abort();
    try {
      await writeFile(path, '');
      await clock.sleep(PATIENCE, AbortSignal.any([heard.signal, signal]));
      return heard.signal.aborted;
    } finally {
      this.#sing = () => undefined;
      await rm(path, { force: true });
    }
  }

  /** Left behind by a process that was killed while it waited. */
  async #removeOldCanaries(): Promise<void> {
    const { folder } = this.#parts;
    for (const name of await readdir(folder))
      if (name.startsWith(CANARY)) await rm(join(folder, name), { force: true });
  }

  async #stop(): Promise<void> {
    const watcher = this.#watcher;
    this.#watcher = undefined;
    await watcher?.close().catch(() => undefined);
  }
}
