import type { Receipt } from '@chairside/core';
import { errnoOf, makeFolder, replaceFile } from '@chairside/core/files';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OWN_FOLDER } from '../files/root-folder.js';

const WithdrawalNote = z.object({
  version: z.literal(1),
  /** The delivery's key. */
  key: z.string(),
  /** ISO 8601 in UTC. */
  withdrawnAt: z.string(),
  /** Nothing of it is left in the chart: what stands in its place by now came later. */
  done: z.boolean(),
  /** Where its files stood, relative to the charts root, with `/`. */
  files: z.array(z.string()),
});
/** That a delivery was taken out of the chart. */
export type WithdrawalNote = z.infer<typeof WithdrawalNote>;

/** The deliveries that a person took back, one small file each: what tells them from those that the chart has lost. */
export class WithdrawalNotes {
  /** Relative to the charts root. */
  static readonly FOLDER = 'withdrawals';
  readonly #folder: string;
  readonly #now: () => number;

  constructor(root: string, now: () => number) {
    this.#folder = join(root, OWN_FOLDER, WithdrawalNotes.FOLDER);
    this.#now = now;
  }

  /** A note that cannot be understood counts as none: what it says is then asked of the files. */
  async read(key: string): Promise<WithdrawalNote | undefined> {
    try {
      const note = WithdrawalNote.parse(JSON.parse(await readFile(this.#path(key), 'utf8')));
      return note.key === key ? note : undefined;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === undefined) return undefined;
      throw error;
    }
  }

  /** Durable when it resolves; a delivery keeps the time of its first note. */
  async write({ key, files }: Receipt, done: boolean): Promise<void> {
    const known = await this.read(key);
    if (known?.done === done) return;
    const note: WithdrawalNote = {
      version: 1,
      key,
      withdrawnAt: known?.withdrawnAt ?? new Date(this.#now()).toISOString(),
      done,
      files: files.map(({ path }) => path),
    };
    await makeFolder(this.#folder);
    await replaceFile(this.#path(key), `${JSON.stringify(note)}\n`);
  }

  #path(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  }
}
