import { Readable } from 'node:stream';
import { contentDigest } from '@chairside/core';
import type { ByteRange, ByteStream } from '@chairside/core/house';

/** Bytes as an answer of the scanner's cloud; goes on from where a range says when its validator still fits. */
export function byteStream(bytes: Buffer, range: ByteRange | undefined): ByteStream {
  const validator = `"${contentDigest(bytes.toString('base64')).slice(0, 16)}"`;
  const offset = range?.validator === validator && range.from <= bytes.length ? range.from : 0;
  return { offset, totalSize: bytes.length, validator, body: Readable.from([bytes.subarray(offset)]) };
}
