import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultAction } from '../faults/fault.js';
import { readSegments, type Segment } from '../scan/segment.js';
import type { Switches } from '../world/switches.js';
import type { Answer } from './answer.js';
import { httpDate, wantedRange } from './byte-range.js';
import type { Exchange } from './exchange.js';
import { camelKeys } from './key-case.js';
import { withSuccessStatus } from './success-status.js';

/** An answer as bytes: `start` to `end` of the segments. */
interface Wire {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly segments: readonly Segment[];
  /** Of all segments. */
  readonly total: number;
  readonly start: number;
  readonly end: number;
}

/** Sends an answer, as the switches and faults have it. @returns how many bytes of body went out */
export async function send(
  response: ServerResponse,
  exchange: Exchange,
  answer: Answer,
  faults: FaultAction,
  switches: Switches,
): Promise<number> {
  try {
    const wire = answer.download === undefined ? plain(answer, switches) : download(answer, exchange, switches);
    return await write(response, exchange.method === 'HEAD' ? { ...wire, end: wire.start } : wire, faults);
  } finally {
    answer.download?.release();
  }
}

function plain(answer: Answer, switches: Switches): Wire {
  const headers: Record<string, string> = { ...answer.headers };
  let bytes = Buffer.alloc(0);
  if (answer.json !== undefined) {
    const { value, keys } = answer.json;
    const said = withSuccessStatus(value, switches.successStatus);
    const cased = switches.keyCase === 'camel' && keys !== 'fixed' ? camelKeys(said) : said;
    bytes = Buffer.from(JSON.stringify(cased), 'utf8');
    headers['content-type'] = 'application/json; charset=utf-8';
  } else if (answer.html !== undefined) {
    bytes = Buffer.from(answer.html, 'utf8');
    headers['content-type'] = 'text/html; charset=utf-8';
  }
  if (answer.status !== 204) headers['content-length'] = String(bytes.length);
  return { status: answer.status, headers, segments: [{ bytes }], total: bytes.length, start: 0, end: bytes.length };
}

function download(answer: Answer, exchange: Exchange, switches: Switches): Wire {
  const file = answer.download!;
  const headers: Record<string, string> = {
    ...answer.headers,
    'content-type': file.contentType,
    'content-disposition': `attachment; filename="${file.fileName}"`,
  };
  const whole = { segments: file.segments, total: file.length, start: 0, end: file.length };
  if (!switches.ranges) return { status: 200, headers: withLength(headers, file.length, switches), ...whole };
  Object.assign(headers, { 'accept-ranges': 'bytes', etag: file.etag, 'last-modified': httpDate(file.lastModified) });
  const range = wantedRange(exchange.headers, file.length, file);
  if (range === 'whole') return { status: 200, headers: withLength(headers, file.length, switches), ...whole };
  if (range === 'unsatisfiable') {
    const unsatisfied = { 'content-range': `bytes */${file.length}`, 'content-length': '0' };
    return { status: 416, headers: unsatisfied, segments: [], total: 0, start: 0, end: 0 };
  }
  headers['content-range'] = `bytes ${range.start}-${range.end - 1}/${file.length}`;
  return { status: 206, headers: withLength(headers, range.end - range.start, switches), ...whole, ...range };
}

function withLength(headers: Record<string, string>, length: number, switches: Switches): Record<string, string> {
  return switches.contentLength ? { ...headers, 'content-length': String(length) } : headers;
}

async function write(response: ServerResponse, wire: Wire, faults: FaultAction): Promise<number> {
  const { headers } = wire;
  if (faults.contentLengthBy !== undefined) {
    headers['content-length'] = String(Math.max(0, wire.end - wire.start + faults.contentLengthBy));
  }
  const broken = faults.contentLengthBy !== undefined || faults.cutBody !== undefined;
  if (broken) headers['connection'] = 'close';
  response.writeHead(wire.status, headers);
  response.flushHeaders();
  const end = faults.cutBody === undefined ? wire.end : Math.min(wire.end, wire.start + faults.cutBody);
  let position = wire.start;
  for await (const chunk of readSegments(wire.segments, wire.start, end)) {
    for (const piece of throttled(corrupt(chunk, position, wire.total, faults), faults)) {
      if (response.destroyed) return position - wire.start;
      await push(response, piece);
      position += piece.length;
      if (faults.bytesPerSecond !== undefined) await wait((piece.length / faults.bytesPerSecond) * 1000);
    }
  }
  if (!broken) response.end();
  else if (end < wire.end || (faults.contentLengthBy ?? 0) > 0) await breakOff(response);
  else response.end();
  return position - wire.start;
}

/** Writes, and waits while the connection takes no more, or is gone. */
async function push(response: ServerResponse, chunk: Buffer): Promise<void> {
  if (response.write(chunk) || response.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

/** Breaks the connection once the system has taken what was written. */
async function breakOff(response: ServerResponse): Promise<void> {
  const socket = response.socket;
  if (socket === null || socket.destroyed) return;
  await new Promise<void>((resolve) => {
    socket.write('', () => resolve());
    socket.once('close', () => resolve());
  });
  socket.destroy();
}

function corrupt(chunk: Buffer, position: number, total: number, faults: FaultAction): Buffer {
  if (faults.corruptAt === undefined) return chunk;
  const at = (faults.corruptAt < 0 ? total + faults.corruptAt : faults.corruptAt) - position;
  if (at < 0 || at >= chunk.length) return chunk;
  const copy = Buffer.from(chunk);
  copy[at]! ^= 0xff;
  return copy;
}

function* throttled(chunk: Buffer, faults: FaultAction): Generator<Buffer> {
  if (faults.bytesPerSecond === undefined) {
    yield chunk;
    return;
  }
  const step = Math.max(1, Math.min(chunk.length, Math.ceil(faults.bytesPerSecond / 20)));
  for (let at = 0; at < chunk.length; at += step) yield chunk.subarray(at, at + step);
}
