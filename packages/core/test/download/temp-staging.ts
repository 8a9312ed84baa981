import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { ChairsideError, type Logger } from '@chairside/core';
import type { AssetSource, FetchProgress, StagedScan } from '@chairside/core/house';
import { FileStaging, type StagingLimits } from '@chairside/core/download';
import type { SampleFile } from './sample-files.js';

export interface LogLine {
  readonly message: string;
  readonly fields: unknown;
}

/** A staging in a temporary folder, and short ways to use it. */
export class TempStaging {
  readonly root: string;
  readonly staging: FileStaging;
  readonly log: LogLine[];

  private constructor(root: string, limits: Partial<StagingLimits>, log: LogLine[]) {
    this.root = root;
    this.log = log;
    this.staging = new FileStaging({ root, logger: loggerInto(log), limits });
  }

  static async make(limits: Partial<StagingLimits> = {}): Promise<TempStaging> {
    return new TempStaging(await mkdtemp(join(tmpdir(), 'chairside-staging-')), limits, []);
  }

  /** The same folder after a restart, with other limits if given. */
  again(limits: Partial<StagingLimits> = {}): TempStaging {
    return new TempStaging(this.root, limits, this.log);
  }

  fetch(
    assets: AssetSource | readonly AssetSource[],
    progress: FetchProgress = () => undefined,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<StagedScan> {
    return this.staging.fetchScan('job', 'kind' in assets ? [assets] : assets, progress, signal);
  }

  /** The code of the error that a fetch ends with. */
  async refusal(assets: AssetSource | readonly AssetSource[], signal?: AbortSignal): Promise<string> {
    try {
      await this.fetch(assets, undefined, signal);
    } catch (error) {
      return ChairsideError.is(error) ? error.code : String(error);
    }
    return 'no error';
  }

  /** Every file of the staging, relative, sorted. */
  async paths(): Promise<readonly string[]> {
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return files
      .map((entry) => relative(this.root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .toSorted();
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/** What stands on disk for a staged scan, as name and content. */
export async function contents({ files }: StagedScan): Promise<readonly SampleFile[]> {
  return Promise.all(files.map(async ({ name, path }) => ({ name, data: await readFile(path) })));
}

function loggerInto(lines: LogLine[]): Logger {
  const add = (message: string, fields?: unknown): void => {
    lines.push({ message, fields });
  };
  const logger: Logger = { debug: add, info: add, warn: add, error: add, with: () => logger };
  return logger;
}
