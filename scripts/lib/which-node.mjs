import { existsSync } from 'node:fs';
import { isSupported } from '../../packages/runner/bin/node-version.mjs';
import { broughtNodePath } from './brought-node.mjs';
import { TOOLS } from './checkout.mjs';

/**
 * The Node that the project's own code runs under: the running one if it fits, else the one set-up brought.
 *
 * @returns {string | undefined} undefined where set-up has one to bring
 */
export function whichNode({ version = process.version, execPath = process.execPath, tools = TOOLS } = {}) {
  if (isSupported(version)) {
    return execPath;
  }
  const brought = broughtNodePath(tools);
  return existsSync(brought) ? brought : undefined;
}
