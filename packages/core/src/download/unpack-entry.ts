import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { TransformOptions } from 'node:stream';
import { crc32, createInflateRaw, type InflateRaw, type ZlibOptions } from 'node:zlib';
import type { FileMedia } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ArrivingBytes } from './arriving-bytes.js';
import { BatchWriter } from './batch-writer.js';
import { corrupt } from './failures.js';
import { MediaProbe } from './media.js';
import { release } from './release.js';
import { PACKING, type PackedEntry } from './zip-directory.js';

/** Each chunk is a trip through Node's thread pool: with zlib's own 16 KB the trips cost more than the work. */
const CHUNK_BYTES = 256 * 1024;
/** With room for a second chunk, zlib goes on while the first is hashed. */
const INFLATE: ZlibOptions & TransformOptions = { chunkSize: CHUNK_BYTES, highWaterMark: 2 * CHUNK_BYTES };
/** The disk begins with a large file while the rest of it is unpacked, so that the end has little to wait for. */
const SYNC_BYTES = 16 * 1024 * 1024;

/** An entry on disk, durable, under a name of ours. */
export interface UnpackedFile {
  readonly path: string;
  readonly size: number;
  readonly crc32: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly media: FileMedia;
}

/**
 * Writes an entry's unpacked bytes to a new file. Throws `DOWNLOAD_CORRUPT` where they do not have exactly the sizes
 * the entry says; its CRC is for the caller to compare.
 */
export async function unpackEntry(
  bytes: ArrivingBytes,
  entry: PackedEntry,
  path: string,
  signal: AbortSignal,
): Promise<UnpackedFile> {
  const file = await open(path, 'wx');
  try {
    return { path, ...(await unpackInto(file, bytes, entry, signal)) };
  } finally {
    await file.close();
  }
}

async function unpackInto(
  file: FileHandle,
  bytes: ArrivingBytes,
  entry: PackedEntry,
  signal: AbortSignal,
): Promise<Omit<UnpackedFile, 'path'>> {
  const writer = new BatchWriter(file, 0, { release });
  const probe = new MediaProbe();
  const hash = createHash('sha256');
  let size = 0;
  let crc = 0;
  let syncing: Promise<void> | undefined;
  let nextSync = SYNC_BYTES;
  const plain = entry.packing === PACKING.stored || entry.packedSize === 0;
  const chunks = plain ? stored(bytes, entry) : inflated(bytes, entry);
  for await (const chunk of chunks) {
    if (signal.aborted) throw new ChairsideError('STOPPED');
    size += chunk.length;
    if (size > entry.size) throw corrupt('an entry is longer than it says');
    crc = crc32(chunk, crc);
    hash.update(chunk);
    probe.update(chunk);
    await writer.append(chunk);
    if (size < nextSync) continue;
    nextSync += SYNC_BYTES;
    await syncing;
    syncing = file.datasync();
    syncing.catch(() => undefined);
  }
  if (size !== entry.size) throw corrupt('an entry is shorter than it says');
  await writer.flush();
  await syncing;
  await file.sync();
  return { size, crc32: crc, sha256: hash.digest('hex'), media: probe.media() };
}

async function* stored(bytes: ArrivingBytes, entry: PackedEntry): AsyncGenerator<Buffer> {
  for (let at = 0; at < entry.packedSize;) {
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, entry.packedSize - at));
    await readFully(bytes, chunk, entry.dataStart + at);
    at += chunk.length;
    yield chunk;
  }
}

async function* inflated(bytes: ArrivingBytes, entry: PackedEntry): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw(INFLATE);
  const feeding = feed(inflate, bytes, entry);
  try {
    for await (const chunk of inflate) yield chunk as Buffer;
    if (inflate.bytesWritten !== entry.packedSize) throw corrupt('an entry ends before its packed bytes do');
  } catch (error) {
    throw isZlibError(error) ? corrupt('an entry cannot be unpacked', error) : error;
  } finally {
    inflate.destroy();
    await feeding;
  }
}

/** Hands the packed bytes to zlib from two buffers in turn: one is filled while the other is worked on. */
async function feed(inflate: InflateRaw, bytes: ArrivingBytes, { dataStart, packedSize }: PackedEntry): Promise<void> {
  const closed = new Promise<void>((resolve) => inflate.once('close', resolve));
  const least = Math.min(CHUNK_BYTES, packedSize);
  const buffers = [Buffer.allocUnsafeSlow(least), Buffer.allocUnsafeSlow(least)] as const;
  try {
    let working: Promise<void> = Promise.resolve();
    for (let at = 0, turn = 0; at < packedSize && !inflate.destroyed; turn += 1) {
      const chunk = buffers[turn % 2 === 0 ? 0 : 1].subarray(0, Math.min(least, packedSize - at));
      await readFully(bytes, chunk, dataStart + at);
      await Promise.race([working, closed]);
      working = new Promise((resolve) => inflate.write(chunk, () => resolve()));
      at += chunk.length;
    }
    inflate.end();
  } catch (error) {
    inflate.destroy(error instanceof Error ? error : new Error('reading failed', { cause: error }));
  }
}

async function readFully(bytes: ArrivingBytes, target: Buffer, position: number): Promise<void> {
  if ((await bytes.read(target, position)) < target.length) throw corrupt('an entry goes beyond the end');
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
