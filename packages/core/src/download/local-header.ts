import type { ArrivingBytes } from './arriving-bytes.js';
import { PACKING, type PackedEntry } from './zip-directory.js';

/** The fixed part of a local file header (APPNOTE 4.3.7). */
const HEADER_BYTES = 30;
const SIGNATURE = 0x04034b50;
const FLAGS_AT = 6;
const PACKING_AT = 8;
const PACKED_SIZE_AT = 18;
const SIZE_AT = 22;
const NAME_LENGTH_AT = 26;
const EXTRA_LENGTH_AT = 28;

/** Encrypted, or with its sizes behind the data: only the directory can tell. */
const OPAQUE_FLAGS = 0x0009;
/** Stands for a size that is in an extra field. */
const ZIP64_SIZE = 0xffffffff;

/** What a local header says of its entry, or undefined where it is none or does not tell enough. */
export async function readLocalHeader(bytes: ArrivingBytes, at: number): Promise<PackedEntry | undefined> {
  const header = Buffer.alloc(HEADER_BYTES);
  if ((await bytes.read(header, at)) < HEADER_BYTES || header.readUInt32LE() !== SIGNATURE) return undefined;
  const packing = header.readUInt16LE(PACKING_AT);
  const packedSize = header.readUInt32LE(PACKED_SIZE_AT);
  const size = header.readUInt32LE(SIZE_AT);
  if ((header.readUInt16LE(FLAGS_AT) & OPAQUE_FLAGS) !== 0 || packedSize === ZIP64_SIZE || size === ZIP64_SIZE)
    return undefined;
  if (packing !== PACKING.stored && packing !== PACKING.deflated) return undefined;
  const dataStart = at + HEADER_BYTES + header.readUInt16LE(NAME_LENGTH_AT) + header.readUInt16LE(EXTRA_LENGTH_AT);
  return { dataStart, packedSize, size, packing };
}
