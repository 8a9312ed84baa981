import type { FileHandle } from 'node:fs/promises';

/** Large writes cost a fraction of small ones. */
const BATCH_BYTES = 512 * 1024;

/** Writes chunks to a file in large batches, one under way while the next is gathered. */
export class BatchWriter {
  readonly #file: FileHandle;
  readonly #written: ((length: number) => void) | undefined;
  #position: number;
  #batch: Uint8Array[] = [];
  #bytes = 0;
  #writing: Promise<void> | undefined;

  /**
   * @param position where the first byte goes
   * @param written told the file's length after each write
   */
  constructor(file: FileHandle, position = 0, written?: (length: number) => void) {
    this.#file = file;
    this.#position = position;
    this.#written = written;
  }

  /** Takes a chunk, which must not change any more; resolves when there is room for the next. */
  async append(chunk: Uint8Array): Promise<void> {
    this.#batch.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < BATCH_BYTES) return;
    await this.#writing;
    this.#writing = this.#writeBatch();
    // Awaited, and its failure thrown, by the next append or flush.
    this.#writing.catch(() => undefined);
  }

  /** Resolves when everything appended was handed to the operating system. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#bytes > 0) await this.#writeBatch();
  }

  async #writeBatch(): Promise<void> {
    let rest = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#file.writev(rest, this.#position);
      this.#position += bytesWritten;
      rest = unwritten(rest, bytesWritten);
    }
    this.#written?.(this.#position);
  }
}

function unwritten(chunks: readonly Uint8Array[], written: number): Uint8Array[] {
  let skip = written;
  const rest: Uint8Array[] = [];
  for (const chunk of chunks) {
    if (skip < chunk.length) rest.push(chunk.subarray(skip));
    skip = Math.max(0, skip - chunk.length);
  }
  return rest;
}
