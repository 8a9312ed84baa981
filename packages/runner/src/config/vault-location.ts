import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { VAULT_KINDS, type VaultKind } from '../vault/open-vault.js';
import { ConfigSource } from './config-source.js';
import { fillText, type PlaceholderSources } from './placeholders.js';
import type { Finding } from './problem.js';
import { valueAt } from './zod-findings.js';

/** Where the data folder and with it the vault are. */
export interface VaultLocation {
  readonly vault: VaultKind;
  /** Absolute. */
  readonly dataDir: string;
}

const NO_SECRETS = { secret: () => Promise.resolve(undefined) };

/** What would have to be known before it is read. */
export function locationFindings(values: unknown): Finding[] {
  return ['dataDir', 'vault'].flatMap((key) => {
    const value = valueAt(values, [key]);
    const asksVault = typeof value === 'string' && value.includes('${vault:');
    return asksVault
      ? [{ path: [key], message: 'this says where the vault is, so it cannot come from the vault' }]
      : [];
  });
}

/**
 * The location as a configuration names it, also where the rest of it is wrong or cannot be read: what is missing or no
 * use takes its default. Both keys may use the environment and files, not the vault.
 */
export async function vaultLocation(source: ConfigSource, env: PlaceholderSources['env']): Promise<VaultLocation> {
  const values = source.values();
  const [dataDir, vault] = [valueAt(values, ['dataDir']), valueAt(values, ['vault'])];
  const places = { env, baseDir: source.baseDir, ...NO_SECRETS };
  const folder = typeof dataDir === 'string' ? await fillText(dataDir, places) : undefined;
  const kind = typeof vault === 'string' ? (await fillText(vault, places)).text : undefined;
  return {
    dataDir: resolve(source.baseDir, folder === undefined || folder.faults.length > 0 ? './data' : folder.text),
    vault: VAULT_KINDS.find((known) => known === kind) ?? 'file',
  };
}

/** The same, from the file; defaults where the file cannot be read. */
export async function readVaultLocation(file: string, env: PlaceholderSources['env']): Promise<VaultLocation> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return await vaultLocation(new ConfigSource(file, text), env);
}
