import { join } from 'node:path';
import type { AssetKind } from '../domain/order.js';
import type { StagedArchive } from '../domain/scan.js';
import type { ChairsideError } from '../errors/chairside-error.js';
import type { Logger } from '../ports/logger.js';
import type { AssetSource, FetchProgress } from '../ports/scan-staging.js';
import { Download, type Downloaded, type DownloadPaths } from './download.js';
import { renameFile } from '../files/rename-file.js';
import { corrupt, stagingFailure } from './failures.js';
import type { StagingLimits } from './limits.js';
import { UnpackZip, type UnpackedEntry } from './unpack-zip.js';

/** A local header, or the end record of a ZIP without entries. */
const ZIP_STARTS: ReadonlySet<number> = new Set([0x04034b50, 0x06054b50]);

/** What is thrown away, so that the next try starts anew. */
const SPOILT: ReadonlySet<string> = new Set(['DOWNLOAD_CORRUPT', 'ZIP_REFUSED']);

export interface FetchedZip {
  readonly archive: StagedArchive;
  readonly entries: readonly UnpackedEntry[];
}

/** Fetches one asset of a job: downloads its ZIP, verifies and unpacks it, and gives everything its place. */
export class FetchZip {
  readonly #folder: string;
  readonly #limits: StagingLimits;
  readonly #logger: Logger;

  /** @param folder the job's, which exists */
  constructor(folder: string, limits: StagingLimits, logger: Logger) {
    this.#folder = folder;
    this.#limits = limits;
    this.#logger = logger;
  }

  async fetch(asset: AssetSource, progress: FetchProgress, signal: AbortSignal): Promise<FetchedZip | 'none'> {
    try {
      return await this.#try(asset, progress, signal);
    } catch (error) {
      if (!(error instanceof SpoiltReuse)) throw error;
      // Bytes of an earlier run may have been damaged here, on the disk: that is not the item's own fault.
      this.#logger.warn('What an earlier try had fetched is damaged; the file is fetched from its start.');
      return await this.#try(asset, progress, signal).catch((again: unknown) => {
        throw again instanceof SpoiltReuse ? again.failure : again;
      });
    }
  }

  async #try(asset: AssetSource, progress: FetchProgress, signal: AbortSignal): Promise<FetchedZip | 'none'> {
    const unpack = new UnpackZip(join(this.#folder, 'files', asset.kind), asset.kind, this.#limits, signal);
    await unpack.prepare();
    const download = new Download(this.#paths(asset.kind), (range, openSignal) => asset.open(range, openSignal), {
      limit: this.#limits.packedBytes,
      accepts: (head) => head.length >= 4 && ZIP_STARTS.has(head.readUInt32LE()),
      progress: (received, total) => progress(asset.kind, received, total),
      arriving: (bytes) => unpack.follow(bytes),
    });
    let downloaded: Downloaded | 'none';
    try {
      downloaded = await download.run(signal);
    } catch (error) {
      await unpack.giveUp();
      throw error;
    }
    if (downloaded === 'none') {
      await unpack.giveUp();
      return 'none';
    }
    return this.#verify(asset.kind, download, downloaded, unpack, signal);
  }

  async #verify(
    kind: AssetKind,
    download: Download,
    downloaded: Downloaded,
    unpack: UnpackZip,
    signal: AbortSignal,
  ): Promise<FetchedZip> {
    const { whole } = this.#paths(kind);
    try {
      const synced = downloaded.file.sync();
      synced.catch(() => undefined);
      const entries = await unpack.finish(downloaded);
      await synced;
      if (entries.length === 0 && kind === 'export') throw corrupt('the export holds no file');
      await downloaded.file.close();
      if (downloaded.path !== whole) await renameFile(downloaded.path, whole);
      return { archive: { kind, path: whole, size: downloaded.size, sha256: downloaded.sha256 }, entries };
    } catch (error) {
      await unpack.giveUp();
      await downloaded.file.close();
      const failure = stagingFailure(error, signal);
      if (!SPOILT.has(failure.code)) throw failure;
      await download.forget();
      throw downloaded.reused ? new SpoiltReuse(failure) : failure;
    }
  }

  #paths(kind: AssetKind): DownloadPaths {
    const whole = join(this.#folder, `${kind}.zip`);
    return { whole, part: `${whole}.part`, note: `${whole}.part.json` };
  }
}

/** A ZIP that failed its checks and was not fetched in one go. */
class SpoiltReuse extends Error {
  readonly failure: ChairsideError;

  constructor(failure: ChairsideError) {
    super(failure.message);
    this.failure = failure;
  }
}
