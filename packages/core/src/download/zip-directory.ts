import type { FileHandle } from 'node:fs/promises';
import { fromRandomAccessReaderPromise, getFileNameLowLevel, parseExtraFields, type Entry, type ZipFile } from 'yauzl';
import { ChairsideError } from '../errors/chairside-error.js';
import { BoundedReader } from './bounded-reader.js';
import { assertNamesDiffer, entryName, isJunk, withoutTopFolder } from './entry-names.js';
import { corrupt, refused, systemCode } from './failures.js';
import { sizeProblem, type StagingLimits } from './limits.js';

/** How an entry's bytes are packed (APPNOTE 4.4.5). */
export const PACKING = { stored: 0, deflated: 8 } as const;
export type Packing = (typeof PACKING)[keyof typeof PACKING];

/** Where an entry's packed bytes stand and what they unpack to. */
export interface PackedEntry {
  readonly dataStart: number;
  readonly packedSize: number;
  readonly size: number;
  readonly packing: Packing;
}

/** A file of a ZIP as its central directory describes it. */
export interface ZipEntry extends PackedEntry {
  /** Made harmless as data, and without the one folder around everything; never to be used as a path. */
  readonly name: string;
  readonly crc32: number;
}

/** The end record without its comment. */
const END_BYTES = 22;
/** What may stand behind the directory (APPNOTE 4.3.13 to 4.3.16), and how long each is. */
const END_RECORDS: Readonly<Record<number, (record: Buffer) => number>> = {
  0x05054b50: (signature) => 6 + signature.readUInt16LE(4),
  0x06064b50: (zip64) => 12 + Number(zip64.readBigUInt64LE(4)),
  0x07064b50: () => 20,
  0x06054b50: (end) => END_BYTES + end.readUInt16LE(20),
};

/** The Unix file type within the external attributes, for ZIPs made on Unix and macOS. */
const FILE_TYPE_MASK = 0o170000;
const HARMLESS_TYPES = new Set([0, 0o100000, 0o040000]);
const UNIX_HOSTS = new Set([3, 19]);
/** Windows's own attributes of devices and of links (FILE_ATTRIBUTE_DEVICE, FILE_ATTRIBUTE_REPARSE_POINT). */
const WINDOWS_OTHER = 0x0440;

/** Bytes; a longer name only costs time and memory. */
const LONGEST_NAME = 1024;

interface Placed {
  readonly entry: Entry;
  readonly dataStart: number;
}

/**
 * Reads a ZIP's central directory, and compares it with the local header of each entry. Answers the files in the
 * directory's order; folders and what packing programs add by themselves are left out. Throws `DOWNLOAD_CORRUPT` where
 * the ZIP contradicts itself, `ZIP_REFUSED` for what a scan never holds.
 */
export async function readDirectory(
  file: FileHandle,
  size: number,
  limits: StagingLimits,
): Promise<readonly ZipEntry[]> {
  try {
    const zip = await fromRandomAccessReaderPromise(new BoundedReader(file, size), size, {
      autoClose: false,
      decodeStrings: false,
    });
    if (zip.entryCount > limits.entries) throw refused(`more than ${limits.entries} entries`);
    const start = Number(zip.readEntryCursor);
    const placed: Placed[] = [];
    for await (const entry of zip.eachEntry()) {
      assertHarmless(entry);
      placed.push(await place(zip, entry));
    }
    await assertEndsThere(file, Number(zip.readEntryCursor), size);
    assertApart(placed, start);
    return files(placed, limits);
  } catch (error) {
    if (ChairsideError.is(error) || systemCode(error) !== undefined) throw error;
    throw corrupt('the ZIP directory cannot be read', error);
  }
}

function assertHarmless(entry: Entry): void {
  if (entry.isEncrypted()) throw refused('an encrypted entry');
  if (entry.compressionMethod !== PACKING.stored && entry.compressionMethod !== PACKING.deflated)
    throw refused('an unknown compression');
  if (entry.fileNameRaw.length > LONGEST_NAME) throw refused(`a name of more than ${LONGEST_NAME} bytes`);
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  const noFile = UNIX_HOSTS.has(entry.versionMadeBy >>> 8) && !HARMLESS_TYPES.has(type);
  if (noFile || (entry.externalFileAttributes & WINDOWS_OTHER) !== 0) throw refused('an entry that is no file');
}

/** Both headers of an entry carry its name; where they differ, one of them is damaged. */
async function place(zip: ZipFile, entry: Entry): Promise<Placed> {
  const local = await new Promise<{ name: string; dataStart: number; packing: number }>((resolve, reject) => {
    zip.readLocalFileHeader(entry, (error, header) => {
      if (error !== null) return reject(error);
      try {
        const name = getFileNameLowLevel(
          header.generalPurposeBitFlag,
          header.fileName,
          parseExtraFields(header.extraField),
          false,
        );
        resolve({ name, dataStart: header.fileDataStart, packing: header.compressionMethod });
      } catch (failure) {
        reject(failure instanceof Error ? failure : new Error(String(failure)));
      }
    });
  });
  if (local.name !== nameOf(entry) || local.packing !== entry.compressionMethod)
    throw corrupt('the two headers of an entry differ');
  return { entry, dataStart: local.dataStart };
}

function nameOf(entry: Entry): string {
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

/** A damaged count would otherwise hide the last entries, and a second ZIP could stand behind the directory. */
async function assertEndsThere(file: FileHandle, directoryEnd: number, size: number): Promise<void> {
  let at = directoryEnd;
  do {
    const record = Buffer.alloc(END_BYTES);
    await file.read(record, 0, END_BYTES, at);
    const length = END_RECORDS[record.readUInt32LE()];
    if (length === undefined) throw corrupt('the ZIP directory does not end where it should');
    at += length(record);
  } while (at < size);
  if (at > size) throw corrupt('the ZIP directory does not end where it should');
}

/** Entries that share bytes are how a small ZIP unpacks to a huge one. */
function assertApart(placed: readonly Placed[], directoryStart: number): void {
  let end = 0;
  for (const { entry, dataStart } of placed.toSorted((one, other) => one.dataStart - other.dataStart)) {
    if (entry.relativeOffsetOfLocalHeader < end) throw refused('entries that overlap');
    end = dataStart + entry.compressedSize;
  }
  if (end > directoryStart) throw refused('entries that overlap');
}

function files(placed: readonly Placed[], limits: StagingLimits): readonly ZipEntry[] {
  const kept: ZipEntry[] = [];
  let total = 0;
  for (const { entry, dataStart } of placed) {
    const decoded = nameOf(entry);
    const name = entryName(decoded, limits.folders);
    if (decoded.endsWith('/') || isJunk(name)) continue;
    const problem = sizeProblem({ packedSize: entry.compressedSize, size: entry.uncompressedSize }, limits);
    if (problem !== undefined) throw refused(problem);
    total += entry.uncompressedSize;
    if (total > limits.unpackedBytes) throw refused(`more than ${limits.unpackedBytes} bytes unpacked`);
    kept.push({
      name,
      crc32: entry.crc32,
      dataStart,
      packedSize: entry.compressedSize,
      size: entry.uncompressedSize,
      packing: entry.compressionMethod === PACKING.stored ? PACKING.stored : PACKING.deflated,
    });
  }
  const names = withoutTopFolder(kept.map(({ name }) => name));
  assertNamesDiffer(names);
  return kept.map((entry, at) => ({ ...entry, name: names[at] ?? entry.name }));
}
