import { installedPackages } from '../../packages/runner/dist/support/installed-packages.js';
import { workspaceFolders } from './workspace-packages.mjs';

/**
 * The packages of others that our packages need at run time, with all that those need in turn.
 *
 * @throws where one that is not optional is not installed
 */
export function productionPackages(root) {
  return installedPackages(workspaceFolders(root));
}
