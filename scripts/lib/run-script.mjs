import { runNode } from './run-node.mjs';
import { whichNode } from './which-node.mjs';

/**
 * Runs a script under the Node that fits, after set-up; see `runNode`.
 *
 * @param {string[]} args the script and its arguments
 * @param {{ nodeArgs?: string[], env?: Record<string, string>, cwd?: string }} [options]
 */
export async function runScript(args, options) {
  await runNode(whichNode() ?? process.execPath, args, options);
}
