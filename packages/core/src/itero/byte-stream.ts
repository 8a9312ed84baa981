import { ChairsideError } from '../errors/chairside-error.js';
import type { ByteRange, ByteStream } from '../ports/scan-service.js';
import type { HttpAnswer } from './http-calls.js';

const CONTENT_RANGE = /^bytes (\d+)-\d+\/(\d+|\*)$/;

/** What tells two versions of a file apart and may stand in `If-Range`: a strong ETag, else Last-Modified (RFC 9110). */
function validatorOf(headers: Readonly<Record<string, string>>): string | undefined {
  const tag = headers['etag'];
  return tag !== undefined && tag.startsWith('"') ? tag : headers['last-modified'];
}

function lengthOf(headers: Readonly<Record<string, string>>): number | undefined {
  const length = headers['content-length'];
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
}

/**
 * The bytes of a 200 or 206. Undefined where a 206 is not what was asked for: another part, or of another version.
 * Throws CLOUD_ANSWER_UNREADABLE where the bytes are encoded, which was not asked for and would make a range meaningless.
 */
export function toByteStream(answer: HttpAnswer, asked: ByteRange | undefined): ByteStream | undefined {
  const { headers, body } = answer;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    body.destroy();
    throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', {
      detail: `download: Content-Encoding from ${answer.url.host}`,
    });
  }
  const validator = validatorOf(headers);
  // Node copies each part of an HTTP answer's body out of what came over the line.
  const bytes = { body, ownChunks: true };
  if (answer.status === 200) return { offset: 0, totalSize: lengthOf(headers), validator, ...bytes };
  const [, first, total] = CONTENT_RANGE.exec(headers['content-range'] ?? '') ?? [];
  const sameVersion = validator === undefined || validator === asked?.validator;
  if (asked === undefined || Number(first) !== asked.from || !sameVersion) return undefined;
  const totalSize = total === undefined || total === '*' ? undefined : Number(total);
  return { offset: asked.from, totalSize, validator: validator ?? asked.validator, ...bytes };
}
