import type { AssetKind } from '../domain/order.js';
import type { StagedFile, StagedScan } from '../domain/scan.js';
import type { ByteRange, ByteStream } from './scan-service.js';

/** An asset to fetch; `open` may be called again, with a range, to go on after a cut. */
export interface AssetSource {
  readonly kind: AssetKind;
  open(range: ByteRange | undefined, signal: AbortSignal): Promise<ByteStream | 'none'>;
}

/** Told as bytes arrive; `total` where the server said it. */
export type FetchProgress = (asset: AssetKind, received: number, total: number | undefined) => void;

/**
 * Brings files home and checks them, on the local disk. `job` names a folder; what a job has fetched in part is used
 * again when it is called again, also after a restart.
 */
export interface ScanStaging {
  /**
   * Downloads, verifies (length, ZIP directory, CRC of each entry, file signatures) and extracts; durable when it
   * resolves. An asset answered `none` is left out. Errors of `open` are passed on; throws DOWNLOAD_CUT,
   * DOWNLOAD_CORRUPT, DOWNLOAD_TOO_LARGE, ZIP_REFUSED, STAGING_FULL or STAGING_FAILED of its own.
   */
  fetchScan(
    job: string,
    assets: readonly AssetSource[],
    progress: FetchProgress,
    signal: AbortSignal,
  ): Promise<StagedScan>;
  /** The same for one picture that comes without a ZIP. */
  fetchPicture(
    job: string,
    name: string,
    open: (range: ByteRange | undefined, signal: AbortSignal) => Promise<ByteStream>,
    signal: AbortSignal,
  ): Promise<StagedFile>;
  /** Whether everything of a staged scan is still there with its size. */
  holds(staged: StagedScan): Promise<boolean>;
  /** Removes a job's files; may be called for one that is not there. */
  discard(job: string): Promise<void>;
  /** Removes every job that is not in `keep`; called at start. */
  sweep(keep: ReadonlySet<string>): Promise<void>;
}
