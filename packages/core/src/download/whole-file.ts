import { createHash } from 'node:crypto';
import { stat, type FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../ports/scan-service.js';
import { readPartNote } from './part-note.js';

const READ_BYTES = 1024 * 1024;

interface WholeFile {
  /** Asks for the last byte: the cheapest question whether the server still has this version. */
  readonly range: ByteRange;
  readonly size: number;
}

/** The file of an earlier fetch that ended well, if enough is known to ask the server whether it is still the same. */
export async function wholeFileRange(paths: {
  readonly whole: string;
  readonly note: string;
}): Promise<WholeFile | undefined> {
  const note = await readPartNote(paths.note);
  const found = await stat(paths.whole).catch(() => undefined);
  if (note === undefined || found === undefined || found.size !== note.total || found.size < 2) return undefined;
  return { range: { from: found.size - 1, validator: note.validator }, size: found.size };
}

/** SHA-256 of the first `size` bytes of a file, lower-case hex, in bounded memory. */
export async function wholeFileHash(file: FileHandle, size: number, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, Math.max(size, 1)));
  for (let at = 0; at < size;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - at), at);
    if (bytesRead === 0) throw new Error('the file became shorter');
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex');
}
