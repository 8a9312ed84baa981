import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Paths of the files in a folder and below whose names end in one of the endings; none where there is no such folder.
 *
 * @param {string} folder
 * @param {...string} endings
 */
export function filesBelow(folder, ...endings) {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name));
}
