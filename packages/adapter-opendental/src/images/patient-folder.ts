import { ChairsideError } from '@chairside/core';
import { errnoOf, syncFolder } from '@chairside/core/files';
import { lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';

/** Makes the folders of a path below `root` that are missing, durably; never `root` itself. */
export async function makeBelow(root: string, path: string): Promise<void> {
  let above = root;
  for (const part of path.split('/')) {
    const folder = join(above, part);
    const made = await mkdir(folder).then(
      () => true,
      (error: unknown) => {
        if (errnoOf(error) === 'EEXIST') return false;
        throw error;
      },
    );
    if (made) await syncFolder(above);
    above = folder;
  }
}

/** A folder's name as it stands on the disk: a share that tells the cases of letters apart may spell it otherwise. */
async function spelledAs(parent: string, name: string): Promise<string> {
  const there = await lstat(join(parent, name)).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  });
  if (there !== undefined) return name;
  const names = await readdir(parent).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  const alike = names.filter((other) => other.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? (alike[0] ?? name) : name;
}

function letterOf(folder: string): string {
  const first = folder.slice(0, 1);
  const upper = first.toUpperCase();
  // `ß` has no upper case of one letter.
  return upper.length === 1 ? upper : first;
}

/** Where a patient's folder is, or would be: relative to the root, with `/`. */
export async function locatePatientFolder(root: string, folder: string): Promise<string> {
  const letter = await spelledAs(root, letterOf(folder));
  return `${letter}/${await spelledAs(join(root, letter), folder)}`;
}

/** Makes a patient's folder, durably. Throws CHART_FOLDER_REFUSED where links lead from it out of the root. */
export async function makePatientFolder(root: string, folder: string): Promise<void> {
  await makeBelow(root, folder);
  const back = relative(await realpath(root), await realpath(join(root, folder)));
  if (back !== '' && !back.startsWith('..') && !isAbsolute(back)) return;
  throw new ChairsideError('CHART_FOLDER_REFUSED', { detail: 'it is a link that leads out of the image folder' });
}

/** The names of the files in a folder; undefined where there is no such folder. */
export async function filesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
