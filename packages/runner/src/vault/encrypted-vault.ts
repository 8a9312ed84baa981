import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ChairsideError } from '@chairside/core';
import { durableStep, type SecretVault } from '@chairside/core/house';
import { z } from 'zod';
import { replaceFile } from './replace-file.js';
import { seal, SealedEntry, unseal } from './sealed-entry.js';
import { vaultStep, vaultWrite } from './vault-failure.js';
import { KEY_BYTES, type VaultKey } from './vault-key.js';

const VaultFile = z.object({
  version: z.literal(1),
  /** Seals a known text: tells whether a key is the right one. */
  check: SealedEntry,
  entries: z.record(z.string(), SealedEntry),
});
type VaultFile = z.infer<typeof VaultFile>;

const CHECK_NAME = 'chairside vault';
const CHECK_TEXT = 'opened with the right key';
const WRONG_KEY = 'its key is not the one it was made with';

/** Keeps other processes out while `work` runs. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>;

/** Secrets in one JSON file, each sealed with AES-256-GCM, with the key kept elsewhere. */
export class EncryptedVault implements SecretVault {
  readonly #path: string;
  readonly #key: Buffer;
  readonly #exclusively: Exclusively;

  private constructor(path: string, key: Buffer, exclusively: Exclusively) {
    this.#path = path;
    this.#key = key;
    this.#exclusively = exclusively;
  }

  /**
   * Opens the vault, and makes it and its key where neither is there. Throws VAULT_FAILED where the key is missing or
   * not the one the vault was made with, VAULT_UNWRITABLE where they cannot be made now.
   */
  static async open(path: string, vaultKey: VaultKey, exclusively: Exclusively): Promise<EncryptedVault> {
    return await exclusively(async () => {
      const file = await readVault(path);
      let key = await vaultStep('its key cannot be read', () => vaultKey.read());
      if (key === undefined) {
        if (file !== undefined) throw new ChairsideError('VAULT_FAILED', { detail: 'its key is missing' });
        const made = randomBytes(KEY_BYTES);
        await vaultWrite('its key cannot be kept', () => vaultKey.keep(made));
        key = made;
      }
      if (key.length !== KEY_BYTES) throw new ChairsideError('VAULT_FAILED', { detail: WRONG_KEY });
      if (file === undefined)
        await writeVault(path, { version: 1, check: seal(key, CHECK_NAME, CHECK_TEXT), entries: {} });
      else await checkKey(key, file);
      return new EncryptedVault(path, key, exclusively);
    });
  }

  async get(name: string): Promise<string | undefined> {
    const { entries } = await this.#read();
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    return entry && (await vaultStep('an entry was changed from outside', () => unseal(this.#key, name, entry)));
  }

  async set(name: string, value: string): Promise<void> {
    await this.#change((entries) => ({ ...entries, [name]: seal(this.#key, name, value) }));
  }

  async delete(name: string): Promise<void> {
    await this.#change(({ [name]: _gone, ...kept }) => kept);
  }

  /** Reads the file anew: another process may have written since. */
  async #change(change: (entries: VaultFile['entries']) => VaultFile['entries']): Promise<void> {
    await this.#exclusively(async () => {
      const file = await this.#read();
      await checkKey(this.#key, file);
      await writeVault(this.#path, { ...file, entries: change(file.entries) });
    });
  }

  async #read(): Promise<VaultFile> {
    const file = await readVault(this.#path);
    if (file === undefined) throw new ChairsideError('VAULT_FAILED', { detail: 'its file is gone' });
    return file;
  }
}

async function readVault(path: string): Promise<VaultFile | undefined> {
  return await vaultStep('its file cannot be read', async () => {
    try {
      return VaultFile.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  });
}

async function writeVault(path: string, file: VaultFile): Promise<void> {
  const text = `${JSON.stringify(file, undefined, 2)}\n`;
  await durableStep('vault write', () => vaultWrite('its file cannot be written', () => replaceFile(path, text)));
}

async function checkKey(key: Buffer, { check }: VaultFile): Promise<void> {
  await vaultStep(WRONG_KEY, () => unseal(key, CHECK_NAME, check));
}
