import type { PlacedFile, ScanDelivery, StagedFile } from '@chairside/core';
import { errnoOf, hashFile, makeFolder } from '@chairside/core/files';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { foldName, markedName } from '../files/safe-name.js';
import { planCaptures, type PlannedFile } from './delivery-plan.js';
import type { PendingDeliveries } from './pending-deliveries.js';
import { conflict, standing, Workspace } from './workspace.js';

const CAPTURES = 'captures';

/** Files screen captures into `captures`, each picture once, whatever name it comes under. */
export class CapturesFolder {
  readonly #root: string;
  readonly #pending: PendingDeliveries;

  constructor(root: string, pending: PendingDeliveries) {
    this.#root = root;
    this.#pending = pending;
  }

  /** `folder` is the order's, relative to the charts root, with `/`. */
  async file(
    folder: string,
    delivery: ScanDelivery,
    files: readonly StagedFile[],
    signal: AbortSignal,
  ): Promise<readonly PlacedFile[]> {
    if (files.length === 0) return [];
    const place = join(this.#root, ...folder.split('/'), CAPTURES);
    const placed: PlacedFile[] = [];
    const missing: PlannedFile[] = [];
    const names = await this.#names(place);
    const taken = new Set(names.map(foldName));
    for (const planned of planCaptures(files)) {
      const { size, sha256 } = planned.staged;
      let path = await this.#find(place, names, planned.staged, signal);
      if (path === undefined) {
        path = taken.has(foldName(planned.path)) ? markedName(planned.path, sha256) : planned.path;
        if (taken.has(foldName(path))) throw conflict('the name of a screen capture is taken');
        taken.add(foldName(path));
        missing.push({ path, staged: planned.staged });
      }
      placed.push({ path: `${folder}/${CAPTURES}/${path}`, size, sha256 });
    }
    if (missing.length > 0) await this.#add(folder, place, delivery.key, missing, signal);
    return placed;
  }

  async #add(
    folder: string,
    place: string,
    key: string,
    missing: readonly PlannedFile[],
    signal: AbortSignal,
  ): Promise<void> {
    const where = { root: this.#root, folder, name: CAPTURES };
    const first = { name: '.delivery', content: '' };
    await Workspace.use(where, `${key}\n${CAPTURES}`, this.#pending, first, async (workspace) => {
      await workspace.fill(missing, signal);
      await makeFolder(place);
      await workspace.moveTo(
        place,
        missing.map(({ path }) => path),
      );
    });
  }

  async #names(place: string): Promise<readonly string[]> {
    try {
      return (await readdir(place)).toSorted();
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      if (errnoOf(error) === 'ENOTDIR') throw conflict(`${CAPTURES} is no folder`);
      throw error;
    }
  }

  /** The name under which the same picture stands there already. */
  async #find(
    place: string,
    names: readonly string[],
    wanted: StagedFile,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (const name of names) {
      const path = join(place, name);
      const stats = await standing(path);
      if (stats?.isFile() !== true || stats.size !== wanted.size) continue;
      if ((await hashFile(path, signal)).sha256 === wanted.sha256) return name;
    }
    return undefined;
  }
}
