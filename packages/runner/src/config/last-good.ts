import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderError } from '@chairside/core/files';
import { makeDataFolder } from '../rights/data-folder.js';
import { replaceFile } from '../vault/replace-file.js';
import { ConfigSource } from './config-source.js';

const NAME = 'config.last-good.yaml';

/**
 * Keeps the text of a configuration that is right, placeholders and all; only the owner may read it. Throws LEDGER_FAILED
 * where nothing can be written in the data folder.
 */
export async function saveLastGood(dataDir: string, source: ConfigSource): Promise<void> {
  const path = join(dataDir, NAME);
  if ((await readFile(path, 'utf8').catch(() => undefined)) === source.text) return;
  try {
    await makeDataFolder(dataDir);
    await replaceFile(path, source.text);
  } catch (error) {
    throw folderError(error, 'LEDGER_FAILED');
  }
}

/** The copy kept last, as if it stood in `file`; undefined where there is none. */
export async function loadLastGood(dataDir: string, file: string): Promise<ConfigSource | undefined> {
  const text = await readFile(join(dataDir, NAME), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : new ConfigSource(file, text);
}
