import { mkdir } from 'node:fs/promises';
import { restrictToAccount, type RunProgram } from './windows-rights.js';

/**
 * Makes the data folder where there is none, for this account alone: mode 0700, and on Windows an access list that all that
 * is made in it inherits. One that is there stays as it is; `exposedPaths` says what of it others can read.
 */
export async function makeDataFolder(
  path: string,
  windows = process.platform === 'win32',
  run?: RunProgram,
): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  // A file system without access lists is no reason not to work: check and the log say what is open.
  if (made !== undefined && windows) await restrictToAccount(path, 'folder', run).catch(() => false);
}
