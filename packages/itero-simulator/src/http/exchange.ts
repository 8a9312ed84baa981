import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request that was read to its end. */
export interface Exchange {
  readonly host: 'api' | 'storage';
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const BODY_LIMIT = 1024 * 1024;

/** Reads a request. @throws Error where the body is larger than one megabyte or the connection breaks */
export async function readExchange(host: Exchange['host'], request: IncomingMessage): Promise<Exchange> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  const url = new URL(request.url ?? '/', 'http://simulator.invalid');
  return {
    host,
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
  };
}

/** The body as a JSON object; undefined where it is none. */
export function jsonObject(exchange: Exchange): Readonly<Record<string, unknown>> | undefined {
  const value = parsed(exchange.body);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}

/** The body for the record: JSON or a form as an object, anything else as text; undefined where there is none. */
export function bodyForRecord(exchange: Exchange): unknown {
  if (exchange.body.length === 0) return undefined;
  const text = exchange.body.toString('utf8');
  if (exchange.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  return parsed(exchange.body) ?? text;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
