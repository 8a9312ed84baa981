import { open, rm, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ByteRange, ByteStream } from '../ports/scan-service.js';
import { ArrivingBytes } from './arriving-bytes.js';
import { corrupt, stagingFailure } from './failures.js';
import { PartFile } from './part-file.js';
import { wholeFileRange, wholeFileHash } from './whole-file.js';

/** Tries in a row that bring next to nothing, before the caller waits. */
const FRUITLESS_TRIES = 3;
/** A try that brought this much was worth it. */
const FRUIT_BYTES = 1024 * 1024;
/** Enough to tell a ZIP or a picture from an error page. */
const TELLING_BYTES = 4;

/** Where a download lives: the growing part, its note, and the whole file once everything was checked. */
export interface DownloadPaths {
  readonly part: string;
  readonly note: string;
  readonly whole: string;
}

export interface DownloadWants {
  /** Throws `DOWNLOAD_TOO_LARGE` beyond so many bytes. */
  readonly limit: number;
  /** Whether the first bytes are of the kind wanted; throws `DOWNLOAD_CORRUPT` if not. */
  accepts(head: Buffer): boolean;
  progress(received: number, total: number | undefined): void;
  /** Told of the bytes as soon as the first of them come; again after a fresh start. */
  arriving(bytes: ArrivingBytes): void;
}

/** Everything a server sent, with the length it announced. Whoever got it closes the file. */
export interface Downloaded {
  readonly path: string;
  readonly file: FileHandle;
  readonly bytes: ArrivingBytes;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Some of the bytes were fetched before; if they are damaged it need not be the server's fault. */
  readonly reused: boolean;
}

/** Opens the bytes, or answers that there are none. */
export type OpenDownload = (range: ByteRange | undefined, signal: AbortSignal) => Promise<ByteStream | 'none'>;

/**
 * Fetches a file into its part file, going on where an earlier try stopped as far as the server's validator still
 * matches. Errors of `open` are passed on and leave the part for later, as do `DOWNLOAD_CUT` and `STOPPED`; a part that
 * breaks a rule is removed.
 */
export class Download {
  readonly #paths: DownloadPaths;
  readonly #open: OpenDownload;
  readonly #wants: DownloadWants;
  #reused = false;
  #announced: ArrivingBytes | undefined;
  #cut: unknown;

  constructor(paths: DownloadPaths, openDownload: OpenDownload, wants: DownloadWants) {
    this.#paths = paths;
    this.#open = openDownload;
    this.#wants = wants;
  }

  async run(signal: AbortSignal): Promise<Downloaded | 'none'> {
    const kept = await wholeFileRange(this.#paths);
    if (kept === undefined) return this.#fetch(undefined, signal);
    const stream = await this.#ask(kept.range, signal);
    const unchanged =
      stream !== 'none' &&
      stream.offset === kept.range.from &&
      (stream.validator ?? kept.range.validator) === kept.range.validator;
    if (unchanged) {
      leave(stream);
      return this.#keep(kept.size, signal);
    }
    await rm(this.#paths.whole, { force: true });
    return this.#fetch(stream, signal);
  }

  /** Removes everything of it, so that the next try starts anew; its file must be closed. */
  async forget(): Promise<void> {
    const { part, whole, note } = this.#paths;
    for (const path of [part, whole, note]) await rm(path, { force: true });
  }

  async #keep(size: number, signal: AbortSignal): Promise<Downloaded> {
    const path = this.#paths.whole;
    const file = await open(path, 'r');
    try {
      const sha256 = await wholeFileHash(file, size, signal);
      const bytes = new ArrivingBytes(file, size);
      bytes.complete();
      this.#wants.arriving(bytes);
      this.#wants.progress(size, size);
      return { path, file, bytes, size, sha256, reused: true };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #fetch(first: ByteStream | 'none' | undefined, signal: AbortSignal): Promise<Downloaded | 'none'> {
    const part = await PartFile.open(this.#paths.part, this.#paths.note);
    try {
      const came = await this.#fetchInto(part, first, signal);
      if (came)
        return {
          path: part.path,
          file: part.handle,
          bytes: part.bytes,
          size: part.received,
          sha256: await part.complete(),
          reused: this.#reused,
        };
      await part.close();
      await this.forget();
      return 'none';
    } catch (error) {
      // What was gathered may still fit on the disk; if not, the next try asks for it again.
      await part.flush().catch(() => undefined);
      await part.close();
      const failure = stagingFailure(error, signal);
      if (failure.code === 'DOWNLOAD_CORRUPT' || failure.code === 'DOWNLOAD_TOO_LARGE') await this.forget();
      throw failure;
    }
  }

  async #fetchInto(part: PartFile, first: ByteStream | 'none' | undefined, signal: AbortSignal): Promise<boolean> {
    let range = first === undefined ? part.range : undefined;
    let stream = await this.#answer(part, range, first, signal);
    for (let fruitless = 0; stream !== 'none';) {
      const before = await this.#begin(part, range, stream, signal);
      const ended = await this.#drain(part, stream, signal);
      if (signal.aborted) throw new ChairsideError('STOPPED');
      if (part.total === undefined ? ended : part.received === part.total) {
        this.#checkHead(part, 0);
        return true;
      }
      await part.flush();
      fruitless = part.received - before >= FRUIT_BYTES ? 0 : fruitless + 1;
      range = part.range;
      if (range === undefined || fruitless > FRUITLESS_TRIES)
        throw new ChairsideError('DOWNLOAD_CUT', { cause: this.#cut });
      stream = await this.#answer(part, range, undefined, signal);
    }
    return false;
  }

  /** An answer that begins in the middle of another version is left, and everything asked for. */
  async #answer(
    part: PartFile,
    range: ByteRange | undefined,
    first: ByteStream | 'none' | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream | 'none'> {
    const stream = first ?? (await this.#ask(range, signal));
    if (stream === 'none' || stream.offset === 0 || part.continues(range, stream)) return stream;
    leave(stream);
    return this.#ask(undefined, signal);
  }

  /** Goes on with the part, or anew; answers how many bytes are here. */
  async #begin(part: PartFile, range: ByteRange | undefined, stream: ByteStream, signal: AbortSignal): Promise<number> {
    try {
      const resumed = range !== undefined && part.continues(range, stream);
      if (!resumed && stream.offset !== 0) throw corrupt('the answer begins in the middle');
      const size = stream.totalSize ?? 0;
      if (size > this.#wants.limit) throw new ChairsideError('DOWNLOAD_TOO_LARGE', { detail: `${size} bytes` });
      if (resumed) await part.resume(stream, signal);
      else await part.restart(stream);
      if (part.bytes !== this.#announced) this.#wants.arriving(part.bytes);
      this.#announced = part.bytes;
      this.#reused ||= resumed;
      return part.received;
    } catch (error) {
      leave(stream);
      throw error;
    }
  }

  /** Appends what comes; answers whether the answer ended by itself. */
  async #drain(part: PartFile, stream: ByteStream, signal: AbortSignal): Promise<boolean> {
    const stop = (): void => leave(stream);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const chunks = stream.body[Symbol.asyncIterator]();
      while (!signal.aborted) {
        const next = await chunks.next().catch((error: unknown) => {
          this.#cut = error;
        });
        if (next === undefined) return false;
        if (next.done === true) return true;
        const chunk = Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value);
        await part.append(chunk);
        this.#checkSize(part);
        this.#checkHead(part, TELLING_BYTES);
        this.#wants.progress(part.received, part.total);
      }
      return false;
    } finally {
      signal.removeEventListener('abort', stop);
      leave(stream);
    }
  }

  #checkSize({ received, total }: PartFile): void {
    if (received > this.#wants.limit)
      throw new ChairsideError('DOWNLOAD_TOO_LARGE', { detail: `more than ${this.#wants.limit} bytes` });
    if (total !== undefined && received > total) throw corrupt('longer than announced');
  }

  #checkHead({ head }: PartFile, least: number): void {
    if (head.length >= least && !this.#wants.accepts(head)) throw corrupt('not what was asked for');
  }

  async #ask(range: ByteRange | undefined, signal: AbortSignal): Promise<ByteStream | 'none'> {
    try {
      signal.throwIfAborted();
      const stream = await this.#open(range, signal);
      // An answer that breaks while nobody reads it is noticed by the next read.
      if (stream !== 'none') stream.body.on('error', () => undefined);
      return stream;
    } catch (error) {
      throw ChairsideError.from(error, 'UNEXPECTED', signal);
    }
  }
}

/** Ends an answer, read to its end or not. */
function leave({ body }: ByteStream): void {
  if (body instanceof Readable) body.destroy();
}
