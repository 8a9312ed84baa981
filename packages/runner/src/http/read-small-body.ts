import type { Readable } from 'node:stream';

function refusal(statusCode: number): Error {
  return Object.assign(new Error('The body cannot be taken.'), { statusCode });
}

/**
 * The bytes of a small body. A larger one is read to its end and forgotten, so that whoever sends it comes to the point
 * of reading the answer; memory holds no more than `limit` bytes of it. Rejects with status 413 for a larger one, 400
 * for one that was cut off.
 */
export async function readSmallBody(body: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
    }
  } catch {
    throw refusal(400);
  }
  if (size > limit) throw refusal(413);
  return Buffer.concat(chunks);
}
