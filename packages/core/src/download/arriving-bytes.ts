import type { FileHandle } from 'node:fs/promises';
import { ChairsideError } from '../errors/chairside-error.js';

interface Waiting {
  readonly until: number;
  readonly wake: () => void;
}

/** A file that may still grow, to be read as far as its bytes have come. */
export class ArrivingBytes {
  readonly #file: FileHandle;
  #length: number;
  #state: 'arriving' | 'complete' | 'abandoned' = 'arriving';
  #waiting: Waiting[] = [];

  /** @param length bytes that are in the file already */
  constructor(file: FileHandle, length = 0) {
    this.#file = file;
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  /** The file now has this length; whoever waits for less goes on. */
  grewTo(length: number): void {
    this.#length = length;
    const ready = this.#waiting.filter(({ until }) => until <= length);
    if (ready.length === 0) return;
    this.#waiting = this.#waiting.filter(({ until }) => until > length);
    for (const { wake } of ready) wake();
  }

  /** No byte follows, and all came. */
  complete(): void {
    if (this.#state === 'arriving') this.#end('complete');
  }

  /** No byte follows; readers get an error. */
  abandon(): void {
    this.#end('abandoned');
  }

  /**
   * Fills `target` with the bytes from `position` on, and waits for them where needed; answers how many, which is less
   * than asked for only at the end of the file.
   */
  async read(target: Uint8Array, position: number): Promise<number> {
    const until = position + target.length;
    if (until > this.#length && this.#state === 'arriving') {
      await new Promise<void>((wake) => this.#waiting.push({ until, wake }));
    }
    let filled = 0;
    while (filled < target.length) {
      if (this.#state === 'abandoned') throw new ChairsideError('DOWNLOAD_CUT');
      const { bytesRead } = await this.#file.read(target, filled, target.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  #end(state: 'complete' | 'abandoned'): void {
    this.#state = state;
    for (const { wake } of this.#waiting) wake();
    this.#waiting = [];
  }
}
