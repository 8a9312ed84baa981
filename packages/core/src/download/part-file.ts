import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { ByteRange, ByteStream } from '../ports/scan-service.js';
import { ArrivingBytes } from './arriving-bytes.js';
import { BatchWriter } from './batch-writer.js';
import { readPartNote, writePartNote } from './part-note.js';
import { release } from './release.js';

const HEAD_BYTES = 16;
const READ_BYTES = 1024 * 1024;

/** A download as far as it has come: its bytes on disk, their hash, and the note that lets it go on after a restart. */
export class PartFile {
  readonly path: string;
  readonly #notePath: string;
  readonly #file: FileHandle;
  #bytes: ArrivingBytes;
  #writer: BatchWriter;
  #hash: Hash | undefined;
  #head = Buffer.alloc(0);
  #received: number;
  #validator: string | undefined;
  #total: number | undefined;

  private constructor(path: string, notePath: string, file: FileHandle, received: number) {
    this.path = path;
    this.#notePath = notePath;
    this.#file = file;
    this.#received = received;
    this.#bytes = new ArrivingBytes(file, received);
    this.#writer = new BatchWriter(file, received, {});
  }

  /** Opens what an earlier run left at `path`, or an empty part. */
  static async open(path: string, notePath: string): Promise<PartFile> {
    const note = await readPartNote(notePath);
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | (note === undefined ? constants.O_TRUNC : 0));
    const { size } = await file.stat();
    const part = new PartFile(path, notePath, file, note === undefined ? 0 : Math.min(size, note.total));
    part.#validator = note?.validator;
    part.#total = note?.total;
    return part;
  }

  /** The bytes as they come; another object after each fresh start. */
  get bytes(): ArrivingBytes {
    return this.#bytes;
  }

  get handle(): FileHandle {
    return this.#file;
  }

  get received(): number {
    return this.#received;
  }

  /** Bytes of the whole, where the server said so. */
  get total(): number | undefined {
    return this.#total;
  }

  /** The first bytes, up to 16. */
  get head(): Buffer {
    return this.#head;
  }

  /**
   * What to ask the server for, or undefined where it has to send everything. A part that seems complete asks for its
   * last byte again, since no server answers a range that begins at the end.
   */
  get range(): ByteRange | undefined {
    if (this.#validator === undefined || this.#received === 0) return undefined;
    const from = this.#total === undefined ? this.#received : Math.min(this.#received, this.#total - 1);
    return from <= 0 ? undefined : { from, validator: this.#validator };
  }

  /** Whether an answer to `range` goes on with the bytes that are here. */
  continues(range: ByteRange | undefined, stream: ByteStream): boolean {
    if (range === undefined || stream.offset !== range.from) return false;
    if (stream.validator !== undefined && stream.validator !== this.#validator) return false;
    return stream.totalSize === undefined || this.#total === undefined || stream.totalSize === this.#total;
  }

  /** Goes on with an answer's bytes at its offset. The hash of bytes from an earlier run is taken anew. */
  async resume(stream: ByteStream, signal: AbortSignal): Promise<void> {
    const from = stream.offset;
    await this.#writer.flush();
    if (this.#hash === undefined) {
      this.#hash = createHash('sha256');
      this.#head = Buffer.alloc(0);
      await this.#rehash(from, signal);
    }
    await this.#file.truncate(from);
    this.#received = from;
    this.#write(this.#bytes, stream);
    this.#bytes.grewTo(from);
  }

  /** Throws away what is here and begins with the first byte of another version. */
  async restart(stream: ByteStream): Promise<void> {
    this.#bytes.abandon();
    await this.#writer.flush();
    if (this.#received > 0) await this.#file.truncate(0);
    this.#validator = stream.validator;
    this.#total = stream.totalSize;
    await writePartNote(this.#notePath, { validator: this.#validator, total: this.#total });
    this.#hash = createHash('sha256');
    this.#head = Buffer.alloc(0);
    this.#received = 0;
    this.#bytes = new ArrivingBytes(this.#file);
    this.#write(this.#bytes, stream);
  }

  async append(chunk: Buffer): Promise<void> {
    this.#take(chunk);
    this.#received += chunk.length;
    await this.#writer.append(chunk);
  }

  /** Hands what was gathered to the operating system. */
  async flush(): Promise<void> {
    await this.#writer.flush();
  }

  /** Everything came: answers the SHA-256, lower-case hex. To be called once. */
  async complete(): Promise<string> {
    await this.#writer.flush();
    this.#bytes.complete();
    if (this.#hash === undefined) throw new Error('nothing was received');
    return this.#hash.digest('hex');
  }

  async sync(): Promise<void> {
    await this.#file.sync();
  }

  /** Closes the file; readers of its bytes must have ended. */
  async close(): Promise<void> {
    this.#bytes.abandon();
    await this.#file.close();
  }

  #write(bytes: ArrivingBytes, { offset, ownChunks = false }: ByteStream): void {
    const grewTo = (length: number): void => bytes.grewTo(length);
    this.#writer = new BatchWriter(this.#file, offset, { grewTo, ...(ownChunks && { release }) });
  }

  #take(chunk: Buffer): void {
    this.#hash?.update(chunk);
    if (this.#head.length < HEAD_BYTES)
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
  }

  async #rehash(length: number, signal: AbortSignal): Promise<void> {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, length));
    for (let at = 0; at < length;) {
      signal.throwIfAborted();
      const { bytesRead } = await this.#file.read(buffer, 0, Math.min(buffer.length, length - at), at);
      if (bytesRead === 0) throw new Error('the part file became shorter');
      this.#take(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
  }
}
