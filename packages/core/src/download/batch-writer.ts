import type { FileHandle } from 'node:fs/promises';

/** Large writes cost a fraction of small ones. */
const BATCH_BYTES = 512 * 1024;

interface BatchHooks {
  /** Told the file's length after each write. */
  readonly grewTo?: (length: number) => void;
  /** Given each chunk once it was written. */
  readonly release?: (chunk: Uint8Array) => void;
}

/** Writes chunks to a file in large batches, one under way while the next is gathered. */
export class BatchWriter {
  readonly #file: FileHandle;
  readonly #hooks: BatchHooks;
  #position: number;
  #batch: Uint8Array[] = [];
  #bytes = 0;
  #writing: Promise<void> | undefined;

  /** @param position where the first byte goes */
  constructor(file: FileHandle, position: number, hooks: BatchHooks) {
    this.#file = file;
    this.#position = position;
    this.#hooks = hooks;
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
    const batch = this.#batch;
    let rest = batch;
    this.#batch = [];
    this.#bytes = 0;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#file.writev(rest, this.#position);
      this.#position += bytesWritten;
      rest = unwritten(rest, bytesWritten);
    }
    this.#hooks.grewTo?.(this.#position);
    if (this.#hooks.release !== undefined) batch.forEach(this.#hooks.release);
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
