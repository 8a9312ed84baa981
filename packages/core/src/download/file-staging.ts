import assert from 'node:assert/strict';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StagedFile, StagedScan } from '../domain/scan.js';
import type { Logger } from '../ports/logger.js';
import type { OpenBytes } from '../ports/scan-service.js';
import type { AssetSource, FetchProgress, ScanStaging } from '../ports/scan-staging.js';
import { syncFolder } from '../files/durable.js';
import { exportDigest } from './export-digest.js';
import { stagingFailure, systemCode } from './failures.js';
import { fetchPicture } from './fetch-picture.js';
import { FetchZip, type FetchedZip } from './fetch-zip.js';
import { DEFAULT_STAGING_LIMITS, type StagingLimits } from './limits.js';

const JOB = /^[A-Za-z0-9_-]([A-Za-z0-9._-]{0,198}[A-Za-z0-9_-])?$/;
/** Windows lets a folder go only some time after a virus scanner has left it. */
const REMOVAL_TRIES = 10;

export interface FileStagingOptions {
  /** A folder of its own on a local disk; made where it is missing. */
  readonly root: string;
  readonly logger: Logger;
  /** What is not named keeps its default. */
  readonly limits?: Partial<StagingLimits> | undefined;
}

/**
 * Staging on the local disk: `root/JOB/KIND.zip` and `root/JOB/files/KIND/` with names of its own. A job is worked on by
 * one call at a time; different jobs may be worked on at once.
 */
export class FileStaging implements ScanStaging {
  readonly #root: string;
  readonly #logger: Logger;
  readonly #limits: StagingLimits;

  constructor({ root, logger, limits }: FileStagingOptions) {
    this.#root = root;
    this.#logger = logger;
    this.#limits = { ...DEFAULT_STAGING_LIMITS, ...limits };
  }

  async fetchScan(
    job: string,
    assets: readonly AssetSource[],
    progress: FetchProgress,
    signal: AbortSignal,
  ): Promise<StagedScan> {
    return this.#guarded(signal, async () => {
      const folder = this.#folder(job);
      const files = join(folder, 'files');
      await mkdir(files, { recursive: true });
      const zips: FetchedZip[] = [];
      for (const asset of assets) {
        const zip = await new FetchZip(folder, this.#limits, this.#logger).fetch(asset, progress, signal);
        if (zip !== 'none') zips.push(zip);
      }
      for (const changed of [files, folder, this.#root]) await syncFolder(changed);
      return this.#staged(zips);
    });
  }

  async fetchPicture(job: string, name: string, open: OpenBytes, signal: AbortSignal): Promise<StagedFile> {
    return this.#guarded(signal, async () => {
      const folder = this.#folder(job);
      const file = await fetchPicture(join(folder, 'pictures'), name, open, this.#limits, signal);
      for (const changed of [folder, this.#root]) await syncFolder(changed);
      return file;
    });
  }

  async holds(staged: StagedScan): Promise<boolean> {
    const held = await Promise.all([...staged.archives, ...staged.files].map(hasItsSize));
    return held.every(Boolean);
  }

  async discard(job: string): Promise<void> {
    return this.#guarded(undefined, () => remove(this.#folder(job)));
  }

  async sweep(keep: ReadonlySet<string>): Promise<void> {
    return this.#guarded(undefined, async () => {
      for (const job of await list(this.#root)) if (!keep.has(job)) await remove(join(this.#root, job));
    });
  }

  #folder(job: string): string {
    assert.match(job, JOB, 'a job is the name of a folder');
    return join(this.#root, job);
  }

  #staged(zips: readonly FetchedZip[]): StagedScan {
    const entries = zips.flatMap((zip) => zip.entries);
    const files = entries.map(({ file }) => file);
    const unknown = files.filter(({ media }) => media === 'other').length;
    if (unknown > 0)
      this.#logger.info('A scan holds files of a kind that Chairside does not know; they are kept.', {
        count: unknown,
      });
    return {
      archives: zips.map(({ archive }) => archive),
      files,
      digest: exportDigest(entries.filter(({ file }) => file.from === 'export')),
    };
  }

  async #guarded<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw stagingFailure(error, signal);
    }
  }
}

async function hasItsSize({ path, size }: { readonly path: string; readonly size: number }): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size === size;
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: REMOVAL_TRIES });
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
