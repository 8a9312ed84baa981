import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { throwIfStopped } from './errno.js';

const CHUNK = 256 * 1024;

/** The size of a file, in bytes, and its digest. */
export interface FileDigest {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Reads a file to its end; memory does not grow with the file. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<FileDigest> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  const handle = await open(path, 'r');
  try {
    let size = 0;
    for (;;) {
      if (signal !== undefined) throwIfStopped(signal);
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, size);
      if (bytesRead === 0) return { size, sha256: hash.digest('hex') };
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
