import { ChairsideError } from '@chairside/core';
import { readdir } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { ImageFolderOptions } from './image-folder-options.js';
import type { ImageSettings } from './image-settings.js';
import { mapPath } from './path-map.js';

/** Every folder of images has one; a share that is not mounted looks like an empty folder. */
const MARK = 'A';

/** The folder that holds the images of all patients. */
export interface ImageRoot {
  readonly path: string;
  /** As Open Dental's computers name it. */
  readonly named: string;
}

/** Whether a folder can be read and holds a folder `A`, in either case. */
async function holdsImages(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.some((entry) => !entry.isFile() && entry.name.toUpperCase() === MARK);
}

/** The folders that may be the one, as this computer names them. */
function candidates(
  { root, pathMap }: ImageFolderOptions,
  { roots }: ImageSettings,
  resolvePath: (path: string) => string,
): readonly ImageRoot[] {
  if (root !== 'auto') return [{ path: resolvePath(root), named: roots[0] ?? root }];
  return roots.flatMap((named) => {
    const mapped = mapPath(named, pathMap);
    if (mapped !== undefined) return [{ path: resolvePath(mapped), named }];
    // A path of another system, or a relative one, means nothing here.
    return isAbsolute(named) ? [{ path: named, named }] : [];
  });
}

/**
 * The first of the folders that is there and holds images. Nothing is made: throws CHART_UNREACHABLE where there is none.
 */
export async function findImageRoot(
  options: ImageFolderOptions,
  settings: ImageSettings,
  resolvePath: (path: string) => string,
): Promise<ImageRoot> {
  const found = candidates(options, settings, resolvePath);
  for (const root of found) if (await holdsImages(root.path)) return root;
  const names = (found.length > 0 ? found.map(({ path }) => path) : settings.roots).join(', ');
  if (found.length === 0)
    throw new ChairsideError('CHART_UNREACHABLE', {
      detail: `this computer has no way to ${names === '' ? 'the image folder, which Open Dental does not name' : names}`,
      advice: ['Say in files.pathMap where the folder is on this computer, or name it in files.root.'],
    });
  throw new ChairsideError('CHART_UNREACHABLE', {
    detail: `no folder ${MARK} in ${names}`,
    advice: ['Check that the share is there, and that the account which runs Chairside may read and write in it.'],
  });
}
