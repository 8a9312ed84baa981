import { errnoOf, makeFolder, moveWithoutReplacing, retryBusy, syncFolder } from '@chairside/core/files';
import { lstat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OWN_FOLDER } from '../files/root-folder.js';
import { markedName } from '../files/safe-name.js';
import { conflict } from './workspace.js';

/** How often the same place in a chart may be emptied. */
const SAME_NAME = 100;

/**
 * Where files go that are taken out of a chart: on the same volume, below a folder of Chairside's own, at the place that
 * they had below `charts`. Nothing in it is ever deleted or overwritten.
 */
export class Quarantine {
  /** Relative to the charts root, with `/`. */
  static readonly FOLDER = `${OWN_FOLDER}/withdrawn`;
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Where a file is that was moved away; `path` is relative to the charts root, with `/`. */
  placeOf(path: string): string {
    return join(this.#root, ...Quarantine.FOLDER.split('/'), ...path.split('/'));
  }

  /**
   * Moves a file away; durable when it resolves. A file whose name is taken there gets one with a mark. One that a kill
   * left under both names loses the one in the chart. Throws CHART_CONFLICT.
   */
  async take(path: string): Promise<void> {
    const from = join(this.#root, ...path.split('/'));
    const place = this.placeOf(path);
    const folder = dirname(place);
    await makeFolder(folder);
    for (let time = 0; time < SAME_NAME; time += 1) {
      const to = time === 0 ? place : join(folder, markedName(basename(place), `${path}\n${time}`));
      if (!(await this.#move(from, to))) continue;
      await syncFolder(folder);
      await syncFolder(dirname(from));
      return;
    }
    throw conflict('the name of a file is taken among the withdrawn ones');
  }

  /** Answers false where another file has the name. */
  async #move(from: string, to: string): Promise<boolean> {
    try {
      await moveWithoutReplacing(from, to);
      return true;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    const [one, other] = await Promise.all([lstat(from, { bigint: true }), lstat(to, { bigint: true })]);
    if (one.ino !== other.ino || one.dev !== other.dev) return false;
    await retryBusy(() => unlink(from));
    return true;
  }
}
