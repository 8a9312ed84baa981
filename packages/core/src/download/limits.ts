/** What a download may hold at most; a scan stays far below. */
export interface StagingLimits {
  /** Bytes of one asset as it comes over the wire. */
  readonly packedBytes: number;
  /** Bytes of all files of one ZIP together. */
  readonly unpackedBytes: number;
  /** Entries of one ZIP, folders included. */
  readonly entries: number;
}

/** Room for the largest scans known, and a bound for what no scanner makes. */
export const DEFAULT_STAGING_LIMITS: StagingLimits = {
  packedBytes: 1024 ** 3,
  unpackedBytes: 4 * 1024 ** 3,
  entries: 500,
};
