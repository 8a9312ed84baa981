import type { ArrivingBytes } from './arriving-bytes.js';
import { sizeProblem, type StagingLimits } from './limits.js';
import { readLocalHeader } from './local-header.js';
import type { UnpackedFile } from './unpack-entry.js';
import type { PackedEntry, ZipEntry } from './zip-directory.js';

/** Unpacks one entry to a file of its own. */
export type Unpack = (bytes: ArrivingBytes, entry: PackedEntry) => Promise<UnpackedFile>;

interface Ahead {
  readonly entry: PackedEntry;
  readonly file: Promise<UnpackedFile | undefined>;
}

/**
 * Unpacks entries while the ZIP still arrives, led by their local headers. It only saves time and decides nothing:
 * what it made counts where it agrees with the central directory, and whatever it could not read is left to that.
 */
export class Chase {
  readonly #unpack: Unpack;
  readonly #limits: StagingLimits;
  #ahead = new Map<number, Ahead>();
  readonly #running: Promise<unknown>[] = [];

  constructor(unpack: Unpack, limits: StagingLimits) {
    this.#unpack = unpack;
    this.#limits = limits;
  }

  /** Begins with the first byte; called again, it forgets what came from other bytes. */
  follow(bytes: ArrivingBytes): void {
    this.#ahead = new Map();
    // A chase that fails has found nothing; the directory tells what is wrong.
    this.#running.push(this.#walk(bytes, this.#ahead).catch(() => undefined));
  }

  /** The file made for an entry of the directory, if it is exactly that. */
  async take(entry: ZipEntry): Promise<UnpackedFile | undefined> {
    const ahead = this.#ahead.get(entry.dataStart);
    if (ahead === undefined) return undefined;
    const { packedSize, size, packing } = ahead.entry;
    if (packedSize !== entry.packedSize || size !== entry.size || packing !== entry.packing) return undefined;
    const file = await ahead.file;
    return file?.crc32 === entry.crc32 ? file : undefined;
  }

  /** Resolves when nothing is under way any more; the bytes must be complete or abandoned. */
  async settled(): Promise<void> {
    for (const running of this.#running) await running;
  }

  async #walk(bytes: ArrivingBytes, ahead: Map<number, Ahead>): Promise<void> {
    let room = this.#limits.unpackedBytes;
    let at = 0;
    for (let count = 0; count < this.#limits.entries; count += 1) {
      const entry = await readLocalHeader(bytes, at);
      if (entry === undefined || sizeProblem(entry, this.#limits) !== undefined) return;
      room -= entry.size;
      if (room < 0) return;
      const file = this.#unpack(bytes, entry).catch(() => undefined);
      this.#running.push(file);
      ahead.set(entry.dataStart, { entry, file });
      at = entry.dataStart + entry.packedSize;
    }
  }
}
