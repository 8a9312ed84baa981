import { ChairsideError } from '../errors/chairside-error.js';
import type { HttpAnswer } from './http-calls.js';
import { TransportError } from './transport-error.js';

/** A page of 1024 orders is some 2 MB; anything far above it is no answer of this API. */
const LARGEST_TEXT = 64 * 1024 * 1024;

/** Gives up an answer's body; short ones are read so that the connection can be used again. */
export function discard(answer: HttpAnswer): void {
  const length = Number(answer.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (answer.stranger || length > 64 * 1024) answer.body.destroy();
  else answer.body.resume();
}

/** The whole body as text. Throws TransportError where it is cut. */
export async function readText(answer: HttpAnswer, endpoint: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_TEXT) throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: `${endpoint}: too long` });
      chunks.push(chunk);
    }
  } catch (error) {
    if (ChairsideError.is(error) || error instanceof TransportError) throw error;
    const { code, name } = error as NodeJS.ErrnoException;
    throw new TransportError(name === 'AbortError' ? 'stopped' : 'cut', code ?? 'UNKNOWN', true);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** The body as JSON. Throws CLOUD_ANSWER_UNREADABLE naming the endpoint where it is none. */
export async function readJson(answer: HttpAnswer, endpoint: string): Promise<unknown> {
  const text = await readText(answer, endpoint);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: `${endpoint}: not JSON` });
  }
}
