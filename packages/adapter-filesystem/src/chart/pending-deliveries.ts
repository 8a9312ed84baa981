import { errnoOf, makeFolder, pathInside, replaceFile } from '@chairside/core/files';
import { createHash } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { sweepTemporary } from '../files/sweep-temporary.js';
import { OWN_FOLDER } from '../files/root-folder.js';

const Entry = z.object({ version: z.literal(1), folder: z.string() });

/** Notes which temporary folder a delivery works in, so that what a kill leaves behind is found without a search. */
export class PendingDeliveries {
  readonly #root: string;
  readonly #folder: string;

  constructor(root: string) {
    this.#root = root;
    this.#folder = join(root, OWN_FOLDER, 'pending');
  }

  /** `folder` is relative to the charts root, with `/`; its own name starts with a dot. */
  async begin(key: string, folder: string): Promise<void> {
    await makeFolder(this.#folder);
    await replaceFile(this.#path(key), `${JSON.stringify({ version: 1, folder } satisfies z.infer<typeof Entry>)}\n`);
  }

  async end(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  /** Removes the temporary folders of deliveries that were cut off, and temporary files beside them. */
  async recover(): Promise<void> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    });
    for (const name of names) {
      const entry = join(this.#folder, name);
      const folder = await this.#read(entry);
      const path = folder === undefined ? undefined : pathInside(this.#root, folder);
      if (path !== undefined && basename(path).startsWith('.')) {
        await rm(path, { recursive: true, force: true });
        await sweepTemporary([dirname(path)]);
      }
      await rm(entry, { force: true });
    }
  }

  /** The folder of an entry; undefined where the entry is damaged or gone. */
  async #read(path: string): Promise<string | undefined> {
    const text = await readFile(path, 'utf8').catch(() => '');
    try {
      return Entry.parse(JSON.parse(text)).folder;
    } catch {
      return undefined;
    }
  }

  #path(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  }
}
