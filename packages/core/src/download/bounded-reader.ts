import { read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { nextTick } from 'node:process';
import { RandomAccessReader } from 'yauzl';

/**
 * Reads a file for yauzl, and answers an offset beyond its end with an error. A ZIP may name any offset, and what the
 * file system throws at an impossible one would leave yauzl's callbacks and end the process.
 */
export class BoundedReader extends RandomAccessReader {
  readonly #file: FileHandle;
  readonly #size: number;

  constructor(file: FileHandle, size: number) {
    super();
    this.#file = file;
    this.#size = size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, read?: number) => void,
  ): void {
    if (position < 0 || position + length > this.#size) {
      nextTick(callback, new Error('an offset beyond the end of the file'));
      return;
    }
    read(this.#file.fd, buffer, offset, length, position, callback);
  }
}
