import { readFile } from 'node:fs/promises';
import encode, { init } from '@jsquash/jpeg/encode.js';
import type { Picture } from './rasteriser.js';

/** Colour at half resolution, as cameras write it. */
const settings = { quality: 95, progressive: false, auto_subsample: false, chroma_subsample: 2 } as const;

let ready: Promise<void> | undefined;

/** A baseline JPEG with JFIF metadata only. Loads the encoder on first use. */
export async function writeJpeg(picture: Picture): Promise<Buffer> {
  ready ??= load();
  await ready;
  return Buffer.from(await encode(picture as Parameters<typeof encode>[0], settings));
}

async function load(): Promise<void> {
  const address = new URL(import.meta.resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'));
  await (init as (options: { wasmBinary: Uint8Array }) => Promise<void>)({ wasmBinary: await readFile(address) });
}
