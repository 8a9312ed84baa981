import { statfs } from 'node:fs/promises';

// Linux: the magic numbers of file systems whose other ends can change files without this kernel hearing of it.
const NETWORK: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400,
]);

/**
 * Whether a folder is on a file system (NFS, SMB, FUSE, 9P …) where changes made elsewhere bring no events on Linux,
 * although changes made here do.
 */
export async function isNetworkFileSystem(path: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const { type } = await statfs(path);
  return NETWORK.has(type >>> 0);
}
