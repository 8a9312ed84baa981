import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ContentJob, ContentResult } from './content-worker.js';
import type { ContentPart, ContentSpec } from './content-spec.js';
import type { ZipEntry } from './zip-writer.js';

/** The made files of one scan revision or capture, deflated, in one open file. */
export interface Content {
  /** The entry of a role under the given name. */
  entry(role: string, name: string): ZipEntry;
  /** To be called once when the bytes are no longer read; the file may be removed afterwards. */
  release(): void;
}

interface Stored {
  readonly path: string;
  readonly file: FileHandle;
  readonly parts: readonly ContentPart[];
  readonly bytes: number;
  users: number;
}

interface Waiting {
  readonly resolve: (parts: readonly ContentPart[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Makes contents in a worker thread, one after another, and keeps them in a temporary folder up to a limit of bytes; what
 * was used least lately goes first and is made again, with equal bytes, when it is asked for.
 */
export class ContentStore {
  readonly #kept = new Map<string, Stored>();
  readonly #making = new Map<string, Promise<void>>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #limit: number;
  #folder: Promise<string> | undefined;
  #worker: Worker | undefined;
  #jobs = 0;
  #closed = false;

  /** @param limit bytes on disk, without what is in use */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The content of the specification; made if it is not kept. Each answer must be released. */
  async get(spec: ContentSpec): Promise<Content> {
    const key = JSON.stringify(spec);
    for (;;) {
      const stored = this.#kept.get(key);
      if (stored !== undefined) {
        this.#kept.delete(key);
        this.#kept.set(key, stored);
        stored.users += 1;
        await this.#shrink();
        return hold(stored);
      }
      const making = this.#making.get(key) ?? this.#make(key, spec);
      this.#making.set(key, making);
      await making.finally(() => this.#making.delete(key));
    }
  }

  /** Ends the worker and removes the folder. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    for (const { reject } of this.#waiting.values()) reject(new Error('the simulator was closed'));
    this.#waiting.clear();
    await Promise.allSettled(this.#making.values());
    for (const { file } of this.#kept.values()) await file.close();
    this.#kept.clear();
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #make(key: string, spec: ContentSpec): Promise<void> {
    if (this.#closed) throw new Error('the simulator was closed');
    this.#folder ??= mkdtemp(join(tmpdir(), 'itero-simulator-'));
    this.#jobs += 1;
    const id = this.#jobs;
    const path = join(await this.#folder, `${id}.bin`);
    const parts = await this.#run({ id, spec, file: path });
    const file = await open(path, 'r');
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    this.#kept.set(key, { path, file, parts, bytes, users: 0 });
  }

  #run(job: ContentJob): Promise<readonly ContentPart[]> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#waiting.set(job.id, { resolve, reject });
      worker.ref();
      worker.postMessage(job);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./content-worker.js', import.meta.url));
    worker.on('message', (result: ContentResult) => {
      const waiting = this.#waiting.get(result.id);
      this.#waiting.delete(result.id);
      if (this.#waiting.size === 0) worker.unref();
      if ('error' in result) waiting?.reject(new Error(result.error));
      else waiting?.resolve(result.parts);
    });
    worker.on('error', (error) => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values())
        reject(error instanceof Error ? error : new Error(String(error)));
      this.#waiting.clear();
    });
    return worker;
  }

  async #shrink(): Promise<void> {
    let total = 0;
    for (const { bytes } of this.#kept.values()) total += bytes;
    for (const [key, stored] of this.#kept) {
      if (total <= this.#limit) return;
      if (stored.users > 0) continue;
      this.#kept.delete(key);
      total -= stored.bytes;
      await stored.file.close();
      await rm(stored.path, { force: true });
    }
  }
}

function hold(stored: Stored): Content {
  let held = true;
  return {
    entry(role, name) {
      const part = stored.parts.find((each) => each.role === role);
      if (part === undefined) throw new Error(`no ${role} in this content`);
      const packed = { file: stored.file, offset: part.offset, length: part.length };
      return { name, crc: part.crc, size: part.size, packed };
    },
    release() {
      if (!held) return;
      held = false;
      stored.users -= 1;
    },
  };
}
