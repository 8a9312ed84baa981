import { crc32, deflateRawSync } from 'node:zlib';
import { type Segment, segmentLength } from './segment.js';

/** An entry whose deflated bytes are known. Names are ASCII. */
export interface ZipEntry {
  readonly name: string;
  readonly crc: number;
  /** Bytes before deflation. */
  readonly size: number;
  readonly packed: Segment;
}

/** `sizes` writes lengths into each local header; `descriptors` writes them after the data, as streaming writers do. */
export type ZipStyle = 'sizes' | 'descriptors';

const DEFLATE = 8;
const VERSION = 20;
const STREAMED = 0x0008;

/** Deflates a small entry. */
export function packEntry(name: string, content: Buffer): ZipEntry {
  return { name, crc: crc32(content), size: content.length, packed: { bytes: deflateRawSync(content, { level: 6 }) } };
}

/**
 * Lays out a ZIP from entries that are deflated already, so that a large export costs nothing to assemble again.
 * @param modified time of every entry, in milliseconds; stored to two seconds, as UTC
 */
export function layOutZip(entries: readonly ZipEntry[], modified: number, style: ZipStyle): readonly Segment[] {
  const segments: Segment[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const add = (segment: Segment): void => {
    segments.push(segment);
    offset += segmentLength(segment);
  };
  for (const entry of entries) {
    const start = offset;
    add({ bytes: localHeader(entry, modified, style) });
    add(entry.packed);
    if (style === 'descriptors') add({ bytes: descriptor(entry) });
    directory.push(centralHeader(entry, modified, style, start));
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  add({ bytes: Buffer.concat([central, end]) });
  return segments;
}

function localHeader(entry: ZipEntry, modified: number, style: ZipStyle): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(style === 'descriptors' ? STREAMED : 0, 6);
  header.writeUInt16LE(DEFLATE, 8);
  header.writeUInt32LE(dosTime(modified), 10);
  if (style === 'sizes') writeSizes(header, entry, 14);
  header.writeUInt16LE(entry.name.length, 26);
  return Buffer.concat([header, Buffer.from(entry.name, 'ascii')]);
}

function descriptor(entry: ZipEntry): Buffer {
  const block = Buffer.alloc(16);
  block.writeUInt32LE(0x08074b50, 0);
  writeSizes(block, entry, 4);
  return block;
}

function centralHeader(entry: ZipEntry, modified: number, style: ZipStyle, start: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(style === 'descriptors' ? STREAMED : 0, 8);
  header.writeUInt16LE(DEFLATE, 10);
  header.writeUInt32LE(dosTime(modified), 12);
  writeSizes(header, entry, 16);
  header.writeUInt16LE(entry.name.length, 28);
  header.writeUInt32LE(start, 42);
  return Buffer.concat([header, Buffer.from(entry.name, 'ascii')]);
}

function writeSizes(into: Buffer, entry: ZipEntry, at: number): void {
  into.writeUInt32LE(entry.crc, at);
  into.writeUInt32LE(segmentLength(entry.packed), at + 4);
  into.writeUInt32LE(entry.size, at + 8);
}

function dosTime(at: number): number {
  const when = new Date(at);
  const date = ((when.getUTCFullYear() - 1980) << 9) | ((when.getUTCMonth() + 1) << 5) | when.getUTCDate();
  const time = (when.getUTCHours() << 11) | (when.getUTCMinutes() << 5) | (when.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
