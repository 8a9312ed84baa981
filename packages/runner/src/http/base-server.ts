import { STATUS_CODES } from 'node:http';
import type { Logger } from '@chairside/core';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

/** PEM texts. */
export interface ServerTls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export interface BaseServerOptions {
  readonly logger: Logger;
  readonly tls?: ServerTls | undefined;
  /** Bytes of a request's body. */
  readonly bodyLimit: number;
  /** Where a caller's patience is to be tested; what is not named keeps its default. */
  readonly bounds?: Partial<ServerBounds> | undefined;
}

/** What one caller may take; all spans in milliseconds. */
export interface ServerBounds {
  /** To send the head of a request. */
  readonly head: number;
  /** To send all of it. */
  readonly request: number;
  /** How long a connection may be silent, while it is answered too. */
  readonly silence: number;
  /** How long it is kept open for the next request. */
  readonly kept: number;
  /** Open at once, from all callers together; one more is closed at once. */
  readonly connections: number;
}

const BOUNDS: ServerBounds = { head: 10_000, request: 15_000, silence: 60_000, kept: 5_000, connections: 200 };
/** How often Node looks for requests that take too long. */
const CHECKED_EVERY_MS = 2_000;

/** Characters of one part of an address; the keys of some practice software are long. */
const LONGEST_PART = 512;

/** For every answer: nothing may be framed, guessed, cached or told to other sites. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Answers with the bare meaning of a status: never with a part of the request. */
export async function answerStatus(reply: FastifyReply, status: number): Promise<void> {
  await reply
    .code(status)
    .headers(HEADERS)
    .type('text/plain; charset=utf-8')
    .send(`${STATUS_CODES[status] ?? status}\n`);
}

/** A server without routes: security headers on every answer, bounds for every caller, and faults that echo nothing. */
export function createBaseServer({ logger, tls, bodyLimit, bounds = {} }: BaseServerOptions): FastifyInstance {
  const { head, request, silence, kept, connections } = { ...BOUNDS, ...bounds };
  const node = { headersTimeout: head, connectionsCheckingInterval: Math.min(CHECKED_EVERY_MS, head) };
  const server = Fastify({
    ...(tls === undefined
      ? { http: node }
      : { https: { ...node, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' as const } }),
    bodyLimit,
    requestTimeout: request,
    connectionTimeout: silence,
    keepAliveTimeout: kept,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: LONGEST_PART },
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => void answerStatus(reply as FastifyReply, error.statusCode ?? 400),
  }) as unknown as FastifyInstance;
  server.server.maxConnections = connections;
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
  server.setNotFoundHandler((_request, reply) => answerStatus(reply, 404));
  server.setErrorHandler(async (error: { readonly statusCode?: number; readonly name?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) logger.error('A request to the HTTP server failed.', { status, cause: error.name });
    await answerStatus(reply, status);
  });
  return server;
}
