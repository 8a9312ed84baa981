import { folderError, replaceFile, throwIfStopped } from '@chairside/core/files';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootFolder } from '../files/root-folder.js';
import { safeName } from '../files/safe-name.js';
import type { Reply } from '../format/request-format.js';

/** Below the outbox: one file per request file whose sender expects an answer. */
const REPLIES_FOLDER = 'acks';

/** The answers to request files whose dialect has one. */
export class RepliesFolder {
  readonly path: string;
  readonly #root: RootFolder;

  constructor(root: RootFolder) {
    this.#root = root;
    this.path = join(root.path, REPLIES_FOLDER);
  }

  /** Durable when it resolves; the same again replaces it. `name`: of the request file. Throws RESULT_UNWRITABLE. */
  async write(name: string, reply: Reply, signal: AbortSignal): Promise<void> {
    try {
      throwIfStopped(signal);
      await this.#root.check();
      await mkdir(this.path, { recursive: true });
      const file = safeName(`${name.replace(/\.[^.]*$/, '')}${reply.ending}`);
      await replaceFile(join(this.path, file), reply.content);
    } catch (error) {
      throw folderError(error, 'RESULT_UNWRITABLE', 'RESULT_UNWRITABLE', signal);
    }
  }
}
