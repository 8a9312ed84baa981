import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { crc32, deflateRaw } from 'node:zlib';
import type { ContentPart, ContentSpec } from './content-spec.js';
import { makeContent } from './make-content.js';

/** What the store asks of the worker: make this content and put its deflated files into that file. */
export interface ContentJob {
  readonly id: number;
  readonly spec: ContentSpec;
  readonly file: string;
}

/** The worker's answer. */
export type ContentResult =
  { readonly id: number; readonly parts: readonly ContentPart[] } | { readonly id: number; readonly error: string };

const deflate = promisify(deflateRaw) as (data: Buffer, options: { level: number }) => Promise<Buffer>;

async function run(job: ContentJob): Promise<readonly ContentPart[]> {
  const parts: Promise<Omit<ContentPart, 'offset'> & { packed: Buffer }>[] = [];
  for await (const { role, bytes } of makeContent(job.spec)) {
    parts.push(
      deflate(bytes, { level: 6 }).then((packed) => ({
        role,
        crc: crc32(bytes),
        size: bytes.length,
        length: packed.length,
        packed,
      })),
    );
  }
  const file = await open(job.file, 'wx');
  const directory: ContentPart[] = [];
  try {
    let offset = 0;
    for (const { packed, ...part } of await Promise.all(parts)) {
      await file.write(packed, 0, packed.length, offset);
      directory.push({ ...part, offset });
      offset += packed.length;
    }
  } finally {
    await file.close();
  }
  return directory;
}

let previous: Promise<unknown> = Promise.resolve();

parentPort?.on('message', (job: ContentJob) => {
  previous = previous
    .then(() => run(job))
    .then(
      (parts) => parentPort?.postMessage({ id: job.id, parts } satisfies ContentResult),
      (error: unknown) => parentPort?.postMessage({ id: job.id, error: String(error) } satisfies ContentResult),
    );
});
