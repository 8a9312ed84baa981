import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StagedFile } from '../domain/scan.js';
import type { OpenBytes } from '../ports/scan-service.js';
import type { ArrivingBytes } from './arriving-bytes.js';
import { Download, type Downloaded } from './download.js';
import { syncFolder } from '../files/durable.js';
import { renameFile } from '../files/rename-file.js';
import { corrupt } from './failures.js';
import type { StagingLimits } from './limits.js';
import { isAsClaimed, MediaProbe } from './media.js';

const READ_BYTES = 256 * 1024;
/** The first two bytes of a JPEG and of a PNG. */
const PICTURE_STARTS: ReadonlySet<number> = new Set([0xffd8, 0x8950]);

/** Fetches one picture that comes without a ZIP into a folder, verified and durable. */
export async function fetchPicture(
  folder: string,
  name: string,
  open: OpenBytes,
  limits: StagingLimits,
  signal: AbortSignal,
): Promise<StagedFile> {
  await mkdir(folder, { recursive: true });
  const whole = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32));
  const paths = { whole, part: `${whole}.part`, note: `${whole}.part.json` };
  const download = new Download(paths, open, {
    limit: limits.packedBytes,
    accepts: (head) => head.length >= 2 && PICTURE_STARTS.has(head.readUInt16BE()),
    progress: () => undefined,
    arriving: () => undefined,
  });
  const downloaded = await download.run(signal);
  if (downloaded === 'none') throw corrupt('no picture');
  const { path, size, sha256 } = downloaded;
  const media = await verify(downloaded);
  if (!isAsClaimed(name, media) || (media !== 'jpeg' && media !== 'png')) {
    await download.forget();
    throw corrupt('not a whole picture');
  }
  if (path !== whole) await renameFile(path, whole);
  await syncFolder(folder);
  return { name, path: whole, size, sha256, media, from: 'captures' };
}

async function verify({ file, bytes, size }: Downloaded): Promise<StagedFile['media']> {
  try {
    const probe = new MediaProbe();
    await readThrough(bytes, size, probe);
    await file.sync();
    return probe.media();
  } finally {
    await file.close();
  }
}

async function readThrough(bytes: ArrivingBytes, size: number, probe: MediaProbe): Promise<void> {
  for (let at = 0; at < size; at += READ_BYTES) {
    const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, size - at));
    await bytes.read(chunk, at);
    probe.update(chunk);
  }
}
