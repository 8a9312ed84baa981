import { Readable } from 'node:stream';
import { crc32, deflateRawSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import type { SampleFile } from './sample-files.js';

/** An entry of a handmade ZIP; what is set differs from what a proper ZIP would say. */
export interface HandmadeEntry {
  readonly name: string;
  readonly data?: Buffer;
  readonly stored?: boolean;
  readonly localName?: string;
  readonly flags?: number;
  readonly method?: number;
  readonly madeBy?: number;
  readonly attributes?: number;
  /** What the directory says. */
  readonly crc?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly offset?: number;
  /** What the local header says. */
  readonly localSize?: number;
  readonly localPackedSize?: number;
  readonly packed?: Buffer;
}

/** A ZIP by hand, for what no library writes. */
export function handmadeZip(entries: readonly HandmadeEntry[], end: { readonly count?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const data = entry.data ?? Buffer.from('hello');
    const packed = entry.packed ?? (entry.stored === true ? data : deflateRawSync(data));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(entry.flags ?? 0x800, 6);
    local.writeUInt16LE(entry.method ?? (entry.stored === true ? 0 : 8), 8);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(entry.localPackedSize ?? packed.length, 18);
    local.writeUInt32LE(entry.localSize ?? data.length, 22);
    const localName = Buffer.from(entry.localName ?? entry.name);
    local.writeUInt16LE(localName.length, 26);
    const central = Buffer.alloc(46);
    const name = Buffer.from(entry.name);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(entry.madeBy ?? 20, 4);
    local.copy(central, 6, 4, 14);
    central.writeUInt32LE(entry.crc ?? crc32(data), 16);
    central.writeUInt32LE(entry.packedSize ?? packed.length, 20);
    central.writeUInt32LE(entry.size ?? data.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(entry.attributes ?? 0, 38);
    central.writeUInt32LE(entry.offset ?? offset, 42);
    directory.push(central, name);
    parts.push(local, localName, packed);
    offset += local.length + localName.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(end.count ?? entries.length, 8);
  last.writeUInt16LE(end.count ?? entries.length, 10);
  last.writeUInt32LE(central.length, 12);
  last.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, last]);
}

/** A proper ZIP as a library writes it; `streamed` puts sizes behind the data, as servers do that pack on the way. */
export async function zipOf(
  files: readonly SampleFile[],
  style: 'plain' | 'streamed' | 'zip64' = 'plain',
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, data } of files) {
    if (style === 'streamed') zip.addReadStreamLazy(name, {}, (done) => done(null, readable(data)));
    else zip.addBuffer(data, name, { forceZip64Format: style === 'zip64' });
  }
  zip.end({ forceZip64Format: style === 'zip64', comment: '' });
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function readable(data: Buffer): NodeJS.ReadableStream {
  return Readable.from([data]);
}
