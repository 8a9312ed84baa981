import { readFile, stat } from 'node:fs/promises';
import { ChairsideError } from '@chairside/core';
import { restrictToAccount } from '../rights/windows-rights.js';
import { replaceFile } from './replace-file.js';
import type { VaultKey } from './vault-key.js';

/** The key as a file that only the service's account (and on Windows administrators) can read. */
export class FileKey implements VaultKey {
  readonly #path: string;
  readonly #windows: boolean;

  constructor(path: string, windows = process.platform === 'win32') {
    this.#path = path;
    this.#windows = windows;
  }

  /** Throws VAULT_FAILED where others may read the file: the key counts as known to them. */
  async read(): Promise<Buffer | undefined> {
    let key: Buffer;
    try {
      key = await readFile(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    if (!this.#windows && ((await stat(this.#path)).mode & 0o077) !== 0) {
      throw new ChairsideError('VAULT_FAILED', {
        detail: 'other accounts can read its key file; take their rights away',
      });
    }
    return key;
  }

  async keep(key: Buffer): Promise<void> {
    await replaceFile(this.#path, key, async (path) => {
      if (this.#windows && !(await restrictToAccount(path, 'file')))
        throw new ChairsideError('VAULT_FAILED', { detail: 'the rights of its key file cannot be restricted' });
    });
  }
}
