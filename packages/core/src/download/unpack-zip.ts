import { mkdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import pLimit from 'p-limit';
import type { AssetKind } from '../domain/order.js';
import type { StagedFile } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ArrivingBytes } from './arriving-bytes.js';
import { Chase } from './chase.js';
import type { Downloaded } from './download.js';
import { syncFolder } from '../files/durable.js';
import { renameFile } from '../files/rename-file.js';
import { corrupt } from './failures.js';
import type { StagingLimits } from './limits.js';
import { isAsClaimed } from './media.js';
import { unpackEntry, type UnpackedFile } from './unpack-entry.js';
import { readDirectory, type PackedEntry, type ZipEntry } from './zip-directory.js';

/** With two, the last large mesh of an order is left alone with one processor core; four bring no more. */
const ENTRIES_AT_ONCE = 3;

/** A verified file of a ZIP, with what the digest needs. */
export interface UnpackedEntry {
  readonly file: StagedFile;
  readonly crc32: number;
}

/** Verifies one ZIP and unpacks it into one folder, beginning while it still arrives. */
export class UnpackZip {
  readonly #folder: string;
  readonly #kind: AssetKind;
  readonly #limits: StagingLimits;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #slots = pLimit(ENTRIES_AT_ONCE);
  readonly #chase: Chase;
  #temporary = 0;

  constructor(folder: string, kind: AssetKind, limits: StagingLimits, signal: AbortSignal) {
    this.#folder = folder;
    this.#kind = kind;
    this.#limits = limits;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#chase = new Chase((bytes, entry) => this.#unpack(bytes, entry), limits);
  }

  /** Makes the folder, empty; to be called first. */
  async prepare(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
  }

  /** Unpacks ahead of the directory while bytes arrive. */
  follow(bytes: ArrivingBytes): void {
    this.#chase.follow(bytes);
  }

  /**
   * Checks the whole ZIP and brings every file of it to its place; nothing has its place before all of them agree with
   * the directory. Throws `DOWNLOAD_CORRUPT` or `ZIP_REFUSED`.
   */
  async finish({ file, bytes, size }: Downloaded): Promise<readonly UnpackedEntry[]> {
    const entries = await readDirectory(file, size, this.#limits);
    const unpacked = await this.#all(entries, bytes);
    await this.#chase.settled();
    const staged: UnpackedEntry[] = [];
    for (const [at, entry] of entries.entries()) {
      const { path: temporary, crc32, ...verified } = unpacked[at]!;
      const path = join(this.#folder, `${String(at).padStart(3, '0')}${safeExtension(entry.name)}`);
      await renameFile(temporary, path);
      staged.push({ file: { name: entry.name, path, ...verified, from: this.#kind }, crc32 });
    }
    await this.#removeTemporary(unpacked);
    await syncFolder(this.#folder);
    return staged;
  }

  /** Ends what is under way and removes what was made; the bytes must be complete or abandoned. */
  async giveUp(): Promise<void> {
    this.#stop.abort();
    await this.#chase.settled();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #all(entries: readonly ZipEntry[], bytes: ArrivingBytes): Promise<readonly UnpackedFile[]> {
    let failure: unknown;
    const settled = await Promise.allSettled(
      entries.map(async (entry) => {
        try {
          return await this.#one(entry, bytes);
        } catch (error) {
          failure ??= error;
          this.#stop.abort();
          throw error;
        }
      }),
    );
    if (failure !== undefined) throw failure as Error;
    return settled.map((result) => (result as PromiseFulfilledResult<UnpackedFile>).value);
  }

  async #one(entry: ZipEntry, bytes: ArrivingBytes): Promise<UnpackedFile> {
    const file = (await this.#chase.take(entry)) ?? (await this.#unpack(bytes, entry));
    if (file.crc32 !== entry.crc32) throw corrupt('the CRC of an entry is wrong');
    if (!isAsClaimed(entry.name, file.media))
      throw corrupt(`an entry is no ${safeExtension(entry.name).slice(1)} file`);
    return file;
  }

  #unpack(bytes: ArrivingBytes, entry: PackedEntry): Promise<UnpackedFile> {
    this.#temporary += 1;
    const path = join(this.#folder, `.${this.#temporary}.part`);
    return this.#slots(() => {
      if (this.#signal.aborted) throw new ChairsideError('STOPPED');
      return unpackEntry(bytes, entry, path, this.#signal);
    });
  }

  /** What was unpacked ahead and then not taken. */
  async #removeTemporary(taken: readonly UnpackedFile[]): Promise<void> {
    if (this.#temporary === taken.length) return;
    for (let at = 1; at <= this.#temporary; at += 1) await rm(join(this.#folder, `.${at}.part`), { force: true });
  }
}

/** An extension that is harmless on every system, or none. */
function safeExtension(name: string): string {
  const extension = extname(name).toLowerCase();
  return /^\.[a-z0-9]{1,8}$/.test(extension) ? extension : '';
}
