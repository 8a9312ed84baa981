import { ChairsideError, type ChairsideErrorCode } from '@chairside/core';
import { errnoOf, folderError, writeNew } from '@chairside/core/files';
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of our own in each root. */
export const OWN_FOLDER = '.chairside';
const MARK = 'root.json';

/**
 * One of the configured folders. A share that is down often looks like an empty folder, so each root carries a mark
 * (`.chairside/root.json`). A root without one is new and gets it, but a root whose mark this process has seen and that
 * lost it is unreachable, until the mark is back or Chairside is started again.
 */
export class RootFolder {
  readonly path: string;
  readonly #role: string;
  readonly #unreachable: ChairsideErrorCode;
  #seen = false;

  constructor(path: string, role: string, unreachable: ChairsideErrorCode) {
    this.path = path;
    this.#role = role;
    this.#unreachable = unreachable;
  }

  /** Throws the root's `unreachable` error unless it is there. Makes a new root, where the folder above it exists. */
  async check(): Promise<void> {
    try {
      if (await this.#marked()) {
        this.#seen = true;
        return;
      }
      if (this.#seen) throw new ChairsideError(this.#unreachable, { detail: `${this.#role}: its mark is gone` });
      await this.#make();
      this.#seen = true;
    } catch (error) {
      throw folderError(error, this.#unreachable);
    }
  }

  async #marked(): Promise<boolean> {
    try {
      return (await lstat(join(this.path, OWN_FOLDER, MARK))).isFile();
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return false;
      throw error;
    }
  }

  async #make(): Promise<void> {
    // Not the folders above: where those are missing, a share is not there.
    await mkdir(this.path).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    await mkdir(join(this.path, OWN_FOLDER), { recursive: true });
    await writeNew(join(this.path, OWN_FOLDER, MARK), `${JSON.stringify({ version: 1, role: this.#role })}\n`).catch(
      (error: unknown) => {
        if (errnoOf(error) !== 'EEXIST') throw error;
      },
    );
  }
}
