import { createHash } from 'node:crypto';
import { mkdir, rm, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  ChairsideError,
  contentDigest,
  type AssetKind,
  type FileMedia,
  type StagedArchive,
  type StagedFile,
} from '@chairside/core';
import type { AssetSource, ByteRange, ByteStream, FetchProgress, ScanStaging, StagedScan } from '@chairside/core/house';
import { unpackFiles } from './fake-asset.js';

const MEDIA: Readonly<Record<string, FileMedia>> = { stl: 'stl', jpg: 'jpeg', html: 'html', xml: 'xml', pdf: 'pdf' };

/** Staging for FakeScanService's assets: real files below a folder of the test's own, without a real ZIP. */
export class FakeStaging implements ScanStaging {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async fetchScan(
    job: string,
    assets: readonly AssetSource[],
    progress: FetchProgress,
    signal: AbortSignal,
  ): Promise<StagedScan> {
    const archives: StagedArchive[] = [];
    const files: StagedFile[] = [];
    for (const { kind, open } of assets) {
      const answer = await open(undefined, signal);
      if (answer === 'none') continue;
      const bytes = await readAll(answer, signal);
      progress(kind, bytes.length, answer.totalSize);
      const content = unpackFiles(bytes);
      if (content === undefined) throw new ChairsideError('DOWNLOAD_CORRUPT');
      const { path, size, sha256 } = await this.#write(job, `${kind}.zip`, kind, bytes);
      archives.push({ kind, path, size, sha256 });
      for (const [name, text] of Object.entries(content))
        files.push(await this.#write(job, name, kind, Buffer.from(text)));
    }
    const lasting = files.filter(({ from, media }) => from === 'export' && !['html', 'xml', 'pdf'].includes(media));
    return { archives, files, digest: contentDigest(lasting.map(({ name, size, sha256 }) => [name, size, sha256])) };
  }

  async fetchPicture(
    job: string,
    name: string,
    open: (range: ByteRange | undefined, signal: AbortSignal) => Promise<ByteStream>,
    signal: AbortSignal,
  ): Promise<StagedFile> {
    return await this.#write(job, name, 'captures', await readAll(await open(undefined, signal), signal));
  }

  async holds(staged: StagedScan): Promise<boolean> {
    const sizes = [...staged.files, ...staged.archives].map(async ({ path, size }) => (await sizeOf(path)) === size);
    return (await Promise.all(sizes)).every(Boolean);
  }

  async discard(job: string): Promise<void> {
    await rm(join(this.#root, job), { recursive: true, force: true });
  }

  async sweep(keep: ReadonlySet<string>): Promise<void> {
    for (const job of await this.jobs()) if (!keep.has(job)) await this.discard(job);
  }

  /** The jobs that have files here. */
  async jobs(): Promise<readonly string[]> {
    await mkdir(this.#root, { recursive: true });
    return await readdir(this.#root);
  }

  async #write(job: string, name: string, from: AssetKind, bytes: Buffer): Promise<StagedFile> {
    const path = join(this.#root, job, basename(name));
    await mkdir(join(this.#root, job), { recursive: true });
    await writeFile(path, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { name, path, size: bytes.length, sha256, media: MEDIA[name.split('.').at(-1) ?? ''] ?? 'other', from };
  }
}

async function readAll({ body }: ByteStream, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    signal.throwIfAborted();
    chunks.push(chunk as unknown as Buffer);
  }
  return Buffer.concat(chunks);
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}
