import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ChairsideError, type ChairsideErrorCode } from '@chairside/core';
import { ZipFile } from 'yazl';

/** One file of a bundle. */
export interface BundlePart {
  readonly name: string;
  /** What it holds, for who opens the bundle. */
  readonly about: string;
  /** What is written as JSON. Throws where it cannot be told; the bundle says so and is made all the same. */
  content(): unknown;
}

/** A part as the manifest has it. */
export interface BundledPart {
  readonly name: string;
  readonly about: string;
  /** Why it is missing; absent where it is there. */
  readonly missing?: ChairsideErrorCode | undefined;
  /** The kind of the error, such as `ENOENT`. */
  readonly kind?: string | undefined;
}

const NOT_INSIDE =
  'No names, birth dates, notes, chart numbers, secrets or tokens; no keys of requests and no numbers of orders.';
const KIND = /^[\w.$-]{1,60}$/;

function kindOf(thrown: unknown): string | undefined {
  const { code, name } = (thrown ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return [code, name].find((text): text is string => typeof text === 'string' && KIND.test(text));
}

/**
 * Writes a ZIP that only this account may read: each part that can be told, and a manifest of all. A part that fails keeps
 * no other out. Throws the error of the file system where `path` is taken or cannot be written.
 */
export async function writeBundle(
  path: string,
  parts: readonly BundlePart[],
  at: Date,
): Promise<readonly BundledPart[]> {
  const zip = new ZipFile();
  const add = (name: string, content: unknown): void =>
    zip.addBuffer(Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`), name, { mtime: at, mode: 0o100600 });
  const manifest: BundledPart[] = [];
  for (const { name, about, content } of parts) {
    try {
      add(name, await content());
      manifest.push({ name, about });
    } catch (thrown) {
      const { code } = ChairsideError.from(thrown);
      manifest.push({ name, about, missing: code, kind: code === 'UNEXPECTED' ? kindOf(thrown) : undefined });
    }
  }
  add('manifest.json', { version: 1, madeAt: at.toISOString(), notInside: NOT_INSIDE, parts: manifest });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return manifest;
}
