import type { Logger } from '@chairside/core';
import { errnoOf, type MoveCalls, moveFile, replaceFile, syncFolder } from '@chairside/core/files';
import { randomUUID } from 'node:crypto';
import { access, constants, lstat, mkdir, opendir, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { safeName } from '../files/safe-name.js';
import type { RowProblem } from '../request/row-problem.js';

const WORKING = '.working';
const DONE = '.done';
const FAILED = '.failed';
/** What follows a failed file's name in that of the file which says why. */
const REASON = '.error.json';
const CLAIMED = /^([0-9a-f-]{36})--(.+)$/s;

/** What tells one state of a file from another. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** A file in the inbox or in `.working`. */
export interface InboxFile extends FileStamp {
  /** As the practice named it. */
  readonly name: string;
  readonly path: string;
}

/** A file that was taken: it stands in `.working` under a name of its own until it ends in `.done` or `.failed`. */
export interface Claim extends InboxFile {
  readonly id: string;
}

export function sameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs;
}

/** A name that leaves room for what is put before and after it. */
function shorter(name: string): string {
  return Buffer.byteLength(name) > 180 ? safeName(name.slice(-80)) : name;
}

export interface InboxParts {
  readonly path: string;
  /** Whether a file of this name may be a request. */
  takes(name: string): boolean;
  readonly now: () => number;
  readonly logger: Logger;
  readonly calls?: MoveCalls | undefined;
}

/** The inbox on disk: which files are there, which are taken, and where they end. */
export class InboxFolders {
  readonly path: string;
  readonly #takes: (name: string) => boolean;
  readonly #calls: MoveCalls | undefined;
  readonly #now: () => number;
  readonly #logger: Logger;

  constructor({ path, takes, now, logger, calls }: InboxParts) {
    this.path = path;
    this.#takes = takes;
    this.#now = now;
    this.#logger = logger;
    this.#calls = calls;
  }

  get working(): string {
    return join(this.path, WORKING);
  }

  /** How many request files are in `.failed`. */
  async failedCount(): Promise<number> {
    const names = await readdir(join(this.path, FAILED)).catch((): string[] => []);
    return names.filter((name) => name.endsWith(REASON)).length;
  }

  /** How many files in the inbox, but for hidden ones, are left alone. */
  async ignoredCount(): Promise<number> {
    const entries = await readdir(this.path, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && !this.#takes(entry.name))
      .length;
  }

  /** The folders whose files are kept for `retention`. */
  get kept(): readonly string[] {
    return [join(this.path, DONE), join(this.path, FAILED)];
  }

  async prepare(): Promise<void> {
    for (const name of [WORKING, DONE, FAILED]) await mkdir(join(this.path, name), { recursive: true });
  }

  /** What the system says where nothing in the inbox may be changed now, by its rights or since the disk may only be read. */
  async refusal(): Promise<unknown> {
    try {
      for (const folder of [this.path, this.working]) await access(folder, constants.W_OK);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Possible requests: plain files with a right name. Links are not followed. */
  async waiting(): Promise<InboxFile[]> {
    return this.#list(this.path, this.#takes);
  }

  /** What was taken and has not ended, of this process or of one that was killed. */
  async claimed(): Promise<Claim[]> {
    const files = await this.#list(this.working, (name) => CLAIMED.test(name));
    return files.map((file) => {
      const [, id = '', name = ''] = CLAIMED.exec(file.name) ?? [];
      return { ...file, id, name };
    });
  }

  /** Takes a file by a rename. Undefined when somebody else was quicker. */
  async claim(file: InboxFile): Promise<{ readonly claim: Claim; readonly sourceLeft: boolean } | undefined> {
    const id = randomUUID();
    const name = shorter(file.name);
    const path = join(this.working, `${id}--${name}`);
    try {
      const moved = await moveFile(file.path, path, this.#calls);
      const { size, mtimeMs } = await lstat(path);
      return { claim: { id, name, path, size, mtimeMs }, sourceLeft: moved === 'source-left' };
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** The stamp of a claim as it is now; undefined when it is gone. */
  async stamp(claim: Claim): Promise<FileStamp | undefined> {
    return lstat(claim.path).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    });
  }

  async finish(claim: Claim): Promise<void> {
    await this.#keep(claim, DONE);
  }

  /** Puts the file into `.failed`, with what is wrong in `NAME.error.json` beside it. */
  async fail(claim: Claim, problems: readonly RowProblem[]): Promise<void> {
    const sorted = problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
    await this.#keep(claim, FAILED, `${JSON.stringify({ file: claim.name, problems: sorted }, null, 2)}\n`);
    // Without the file's name, which may hold a patient's.
    const message = 'A request file was refused as a whole or in part: look into .failed of the inbox';
    this.#logger.warn(message, { code: sorted[0]?.code, count: sorted.length });
  }

  /** The files that ended at or after a moment, in `.done` or `.failed`; those that ended first come first. */
  async ended(since: number): Promise<readonly InboxFile[]> {
    const lists = await Promise.all(this.kept.map((folder) => this.#list(folder, this.#takes)));
    const files = lists.flat().filter(({ name, mtimeMs }) => !name.endsWith(REASON) && mtimeMs >= since);
    return files.toSorted((one, other) => one.mtimeMs - other.mtimeMs);
  }

  /** Lets an ended file wait in the inbox again, under a name that no other file there has. */
  async putBack(file: InboxFile): Promise<void> {
    await moveFile(file.path, join(this.path, await this.#freeName(this.path, file.name)), this.#calls);
    await rm(`${file.path}${REASON}`, { force: true });
    await syncFolder(this.path);
  }

  async #keep(claim: Claim, folder: string, reason?: string): Promise<void> {
    const kept = join(this.path, folder);
    const name = await this.#freeName(kept, claim.name);
    // The reason first, so that who sees the file in .failed finds it too.
    if (reason !== undefined) await replaceFile(join(kept, `${name}${REASON}`), reason);
    try {
      await moveFile(claim.path, join(kept, name), this.#calls);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      return;
    }
    // Retention counts from now, not from when the practice wrote the file.
    const now = new Date(this.#now());
    await utimes(join(kept, name), now, now);
    if (reason !== undefined) await utimes(join(kept, `${name}${REASON}`), now, now);
    await syncFolder(kept);
  }

  async #freeName(folder: string, name: string): Promise<string> {
    const time = new Date(this.#now()).toISOString().replace(/[-:.]/g, '');
    for (let count = 0; ; count += 1) {
      const candidate = count === 0 ? name : `${time}-${count === 1 ? '' : `${count}-`}${name}`;
      const standing = await lstat(join(folder, candidate)).catch((error: unknown) => {
        if (errnoOf(error) !== 'ENOENT') throw error;
        return undefined;
      });
      if (standing === undefined) return candidate;
    }
  }

  async #list(folder: string, wanted: (name: string) => boolean): Promise<InboxFile[]> {
    const found: InboxFile[] = [];
    for await (const entry of await opendir(folder)) {
      if (!wanted(entry.name)) continue;
      const path = join(folder, entry.name);
      // A file may be gone between listing and looking.
      const stats = await lstat(path).catch(() => undefined);
      if (stats?.isFile() === true) found.push({ name: entry.name, path, size: stats.size, mtimeMs: stats.mtimeMs });
    }
    return found;
  }
}
