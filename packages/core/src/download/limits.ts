/** What a download may hold at most; a scan stays far below. */
export interface StagingLimits {
  /** Bytes of one asset as it comes over the wire. */
  readonly packedBytes: number;
  /** Bytes of all files of one ZIP together. */
  readonly unpackedBytes: number;
  /** Bytes of one file of a ZIP. */
  readonly entryBytes: number;
  /** Entries of one ZIP, folders included. */
  readonly entries: number;
  /** How many times its packed size a file of a ZIP may have; files up to 1 MiB are left out of this. */
  readonly ratio: number;
  /** How many folders within each other a ZIP may have. */
  readonly folders: number;
}

/** Room for the largest scans known, and a bound for what no scanner makes. */
export const DEFAULT_STAGING_LIMITS: StagingLimits = {
  packedBytes: 1024 ** 3,
  unpackedBytes: 4 * 1024 ** 3,
  entryBytes: 2 * 1024 ** 3,
  entries: 500,
  ratio: 200,
  folders: 16,
};

/** A small text of nothing but spaces may well shrink a hundredfold, and fills no disk. */
const RATIO_COUNTS_FROM = 1024 * 1024;

/** Which limit one entry goes beyond by what it says of its sizes; undefined: none. */
export function sizeProblem(
  { packedSize, size }: { readonly packedSize: number; readonly size: number },
  { entryBytes, ratio }: StagingLimits,
): string | undefined {
  if (size > entryBytes) return `an entry of more than ${entryBytes} bytes`;
  if (size > RATIO_COUNTS_FROM && size > ratio * packedSize)
    return `an entry of more than ${ratio} times its packed size`;
  return undefined;
}
