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
}

/** A caller has this long to send a request, milliseconds. */
const REQUEST_TIMEOUT_MS = 15_000;

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

/** A server without routes: security headers on every answer, and faults that echo nothing. */
export function createBaseServer({ logger, tls, bodyLimit }: BaseServerOptions): FastifyInstance {
  const server = Fastify({
    ...(tls === undefined ? {} : { https: { cert: tls.cert, key: tls.key } }),
    bodyLimit,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => void answerStatus(reply as FastifyReply, error.statusCode ?? 400),
  }) as unknown as FastifyInstance;
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
