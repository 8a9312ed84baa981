import { stat } from 'node:fs/promises';
import { isRestricted, type RunProgram } from './windows-rights.js';

const GROUP = 0o070;
const OTHERS = 0o007;

/** Something that other accounts of the computer can read or change. */
export interface ExposedPath {
  readonly path: string;
  /** Who: everybody, or the accounts of its group. */
  readonly to: 'everybody' | 'its group';
  /** The command that closes it. */
  readonly advice: string;
}

async function exposure(path: string, windows: boolean, run?: RunProgram): Promise<ExposedPath | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (windows) {
    if (await isRestricted(path, run).catch(() => true)) return undefined;
    const rights = found.isDirectory() ? '(OI)(CI)F' : 'F';
    const advice = `icacls "${path}" /inheritance:r /grant:r "%USERNAME%:${rights}" "*S-1-5-32-544:${rights}" "*S-1-5-18:${rights}"`;
    return { path, to: 'everybody', advice };
  }
  if ((found.mode & (GROUP | OTHERS)) === 0) return undefined;
  const to = (found.mode & OTHERS) === 0 ? 'its group' : 'everybody';
  return { path, to, advice: `chmod ${found.isDirectory() ? 700 : 600} ${path}` };
}

/**
 * Which of these files and folders other accounts can use, in the order given. What lies in a folder that nobody else can
 * enter need not be named. A path that is not there is not exposed.
 */
export async function exposedPaths(
  paths: readonly string[],
  windows = process.platform === 'win32',
  run?: RunProgram,
): Promise<readonly ExposedPath[]> {
  const exposed = await Promise.all(paths.map((path) => exposure(path, windows, run)));
  return exposed.filter((each) => each !== undefined);
}
