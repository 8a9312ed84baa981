import type { IncomingHttpHeaders } from 'node:http';

/** The wanted bytes, `end` not included; `whole` and `unsatisfiable` say what else to answer. */
export type ByteRange = { readonly start: number; readonly end: number } | 'whole' | 'unsatisfiable';

/** What identifies the stored file (RFC 9110). */
export interface Validators {
  readonly etag: string;
  readonly lastModified: number;
}

/** Reads Range and If-Range (RFC 9110): one range of bytes; several, or a stale validator, give the whole file. */
export function wantedRange(headers: IncomingHttpHeaders, length: number, validators: Validators): ByteRange {
  const { range } = headers;
  const ifRange = headers['if-range'];
  if (range === undefined) return 'whole';
  if (typeof ifRange === 'string' && ifRange !== validators.etag && ifRange !== httpDate(validators.lastModified))
    return 'whole';
  const found = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  const [, first = '', last = ''] = found ?? [];
  if (found === null || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const tail = Math.min(length, Number(last));
    return tail === 0 ? 'unsatisfiable' : { start: length - tail, end: length };
  }
  const start = Number(first);
  const end = last === '' ? length : Math.min(length, Number(last) + 1);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= length ? 'unsatisfiable' : { start, end };
}

/** The date form of HTTP headers. */
export function httpDate(at: number): string {
  return new Date(at).toUTCString();
}
