import { errnoOf, replaceFile } from '@chairside/core/files';
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OWN_FOLDER } from '../files/root-folder.js';
import { sameStamp, type InboxFile } from './inbox-folders.js';

const Entry = z.object({ name: z.string(), size: z.number(), mtimeMs: z.number() });
type Entry = z.infer<typeof Entry>;

/**
 * Files that were taken by a copy and could not be removed from the inbox. They are remembered on disk, so that none is
 * taken twice, until they can be removed or change.
 */
export class LeftSources {
  readonly #path: string;

  constructor(inbox: string) {
    this.#path = join(inbox, OWN_FOLDER, 'left.json');
  }

  async add(file: InboxFile): Promise<void> {
    const { name, size, mtimeMs } = file;
    await this.#write([...(await this.#read()).filter((entry) => entry.name !== name), { name, size, mtimeMs }]);
  }

  /** The files that are to be looked at; tries again to remove the others. */
  async without(files: readonly InboxFile[]): Promise<readonly InboxFile[]> {
    const entries = await this.#read();
    if (entries.length === 0) return files;
    const fresh: InboxFile[] = [];
    const still: Entry[] = [];
    for (const file of files) {
      const entry = entries.find((left) => left.name === file.name && sameStamp(left, file));
      if (entry === undefined) fresh.push(file);
      else if (!(await removed(file.path))) still.push(entry);
    }
    if (still.length !== entries.length) await this.#write(still);
    return fresh;
  }

  async #read(): Promise<readonly Entry[]> {
    try {
      return z.array(Entry).parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch (error) {
      // One that is damaged is as good as none: a file that is taken again asks for the same as before, which does nothing.
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === undefined) return [];
      throw error;
    }
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    await replaceFile(this.#path, `${JSON.stringify(entries)}\n`);
  }
}

async function removed(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    return errnoOf(error) === 'ENOENT';
  }
}
