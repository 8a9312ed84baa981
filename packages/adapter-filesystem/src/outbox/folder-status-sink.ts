import type { Problem, ScanStatus, StatusSink, StatusUpdate } from '@chairside/core';
import { errnoOf, folderError, KeyedLock, replaceFile, throwIfStopped } from '@chairside/core/files';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootFolder } from '../files/root-folder.js';
import { foldName, hashMark, safeName } from '../files/safe-name.js';

/** Below the outbox: one file per order that was filed. */
export const SCANS_FOLDER = 'scans';

interface Written {
  readonly id: string | undefined;
  /** Milliseconds since 1970; undefined where the file does not say. */
  readonly at: number | undefined;
}

function errorOf(problem: Problem | undefined): { code: string; message: string } | null {
  return problem === undefined ? null : { code: problem.code, message: problem.text };
}

function textMember(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Reflect.get(value, key);
  return typeof member === 'string' ? member : undefined;
}

/** What the file that stands there says; undefined when there is none that can be read. */
async function written(path: string, idKey: string): Promise<Written | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const at = Date.parse(textMember(value, 'updatedAt') ?? '');
    return { id: textMember(value, idKey), at: Number.isNaN(at) ? undefined : at };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether what stands there is newer than an update. A word of the future is of a clock that has been put right since. */
function isNewer(before: Written | undefined, at: number, now: number): boolean {
  return before?.at !== undefined && before.at > at && before.at <= now;
}

/** Where the order stands at the scanner's cloud and its lab. */
function orderFlow({ order, sentBackAt }: ScanStatus): object {
  return { status: order.status, stage: order.stage ?? null, sentBack: sentBackAt !== undefined };
}

/**
 * Writes what became of each request, and of each scan from its first filing on, into result files that practice software
 * can read.
 */
export class FolderStatusSink implements StatusSink {
  readonly #root: RootFolder;
  readonly #now: () => number;
  readonly #lock = new KeyedLock();

  constructor(root: RootFolder, now: () => number) {
    this.#root = root;
    this.#now = now;
  }

  /** An older update never replaces a newer one. Throws RESULT_UNWRITABLE. */
  async tell(update: StatusUpdate, signal: AbortSignal): Promise<void> {
    if (update.kind === 'scan' && update.revision === 0) return;
    try {
      throwIfStopped(signal);
      await this.#root.check();
      const folder = update.kind === 'rx' ? this.#root.path : join(this.#root.path, SCANS_FOLDER);
      if (update.kind === 'scan') await mkdir(folder, { recursive: true });
      const scan = update.kind === 'scan';
      const id = scan ? update.order.orderId : update.key;
      const name = safeName(id);
      // In order, also where the file system takes two ids for the same name.
      await this.#lock.run(`${folder}/${foldName(name)}`, async () => {
        const idKey = scan ? 'orderId' : 'requestId';
        const plain = join(folder, `${name}.json`);
        const there = await written(plain, idKey);
        const others = name !== id || (there?.id !== undefined && there.id !== id);
        const path = others ? join(folder, `${name}${hashMark(id)}.json`) : plain;
        const before = others ? await written(path, idKey) : there;
        if (!isNewer(before, update.at, this.#now())) await replaceFile(path, this.#content(update));
      });
    } catch (error) {
      throw folderError(error, 'RESULT_UNWRITABLE', 'RESULT_UNWRITABLE', signal);
    }
  }

  #content(update: StatusUpdate): string {
    const scan = update.kind === 'scan';
    const content = {
      requestId: (scan ? update.rxKey : update.key) ?? null,
      state: update.state,
      rxId: (scan ? update.order.rxId : update.rxId) ?? null,
      orderId: (scan ? update.order.orderId : update.orderId) ?? null,
      ...(scan && orderFlow(update)),
      files: update.files.map((file) => file.path),
      error: errorOf(update.problem),
      updatedAt: new Date(update.at).toISOString(),
    };
    return `${JSON.stringify(content, null, 2)}\n`;
  }
}
