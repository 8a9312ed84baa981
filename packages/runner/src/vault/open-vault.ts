import { join, resolve } from 'node:path';
import type { Clock } from '@chairside/core';
import type { SecretVault } from '@chairside/core/house';
import { locksFolder } from '../lock/data-folder-lock.js';
import { withProcessLock } from '../lock/process-lock.js';
import { makeDataFolder } from '../rights/data-folder.js';
import { EncryptedVault, type Exclusively } from './encrypted-vault.js';
import { FileKey } from './file-key.js';
import { KeyringKey } from './keyring-key.js';
import { vaultWrite } from './vault-failure.js';
import type { VaultKey } from './vault-key.js';

/** Where the key of the vault is kept: beside it in a file, or in the keyring of the operating system. */
export const VAULT_KINDS = ['file', 'keyring'] as const;
export type VaultKind = (typeof VAULT_KINDS)[number];

/**
 * Opens the vault of a data folder, and makes it where there is none. Several processes may use it at the same time.
 * Throws VAULT_FAILED where it or its key cannot be used, VAULT_UNWRITABLE where the folder lets nobody make them.
 */
export async function openVault(
  kind: VaultKind,
  dataDir: string,
  clock: Clock,
  signal: AbortSignal = new AbortController().signal,
): Promise<SecretVault> {
  const folder = resolve(dataDir);
  await vaultWrite('the data folder cannot be made', () => makeDataFolder(folder));
  const key: VaultKey = kind === 'keyring' ? new KeyringKey(folder) : new FileKey(join(folder, 'vault.key'));
  const exclusively: Exclusively = (work) => withProcessLock(locksFolder(folder), 'vault', clock, signal, work);
  return await EncryptedVault.open(join(folder, 'vault.json'), key, exclusively);
}
