import type { FileHandle } from 'node:fs/promises';

/** A run of bytes that is in memory or stands in a file. */
export type Segment =
  { readonly bytes: Buffer } | { readonly file: FileHandle; readonly offset: number; readonly length: number };

const CHUNK = 256 * 1024;

/** Number of bytes of a segment. */
export function segmentLength(segment: Segment): number {
  return 'bytes' in segment ? segment.bytes.length : segment.length;
}

/** Reads the bytes from `start` up to but not including `end` of the segments laid end to end, in bounded chunks. */
export async function* readSegments(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Buffer> {
  let position = 0;
  for (const segment of segments) {
    const length = segmentLength(segment);
    const from = Math.max(0, start - position);
    const to = Math.min(length, end - position);
    position += length;
    if (from >= to) continue;
    if ('bytes' in segment) {
      yield segment.bytes.subarray(from, to);
      continue;
    }
    for (let at = from; at < to; at += CHUNK) {
      const wanted = Math.min(CHUNK, to - at);
      const chunk = Buffer.allocUnsafe(wanted);
      const { bytesRead } = await segment.file.read(chunk, 0, wanted, segment.offset + at);
      if (bytesRead !== wanted) throw new Error('a content file of the simulator is shorter than its directory says');
      yield chunk;
    }
  }
}
