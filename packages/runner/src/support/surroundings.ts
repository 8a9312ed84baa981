import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch, availableParallelism, freemem, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ADAPTER_API_VERSION } from '@chairside/core';
import { MIGRATIONS } from '../ledger/migrations/index.js';

/** The package of the command line. */
export const RUNNER_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** The versions of Chairside and of what it runs on. */
export function versions(): object {
  const { version } = JSON.parse(readFileSync(`${RUNNER_FOLDER}/package.json`, 'utf8')) as { readonly version: string };
  const { node, openssl, v8 } = process.versions;
  return {
    chairside: version,
    adapterApi: ADAPTER_API_VERSION,
    ledgerForm: MIGRATIONS.at(-1)?.version ?? 0,
    node: { node, openssl, v8 },
    system: { platform: platform(), release: release(), arch: arch() },
  };
}

/** What this computer has to offer, without its name. */
export async function computer(dataDir: string): Promise<object> {
  const disk = await statfs(dataDir).then(
    ({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, bytes: blocks * bsize }),
    () => null,
  );
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { processors: availableParallelism(), memory: { bytes: totalmem(), freeBytes: freemem() }, disk, timeZone };
}
