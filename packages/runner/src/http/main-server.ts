import type { Logger } from '@chairside/core';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { answerStatus, createBaseServer, type ServerTls } from './base-server.js';
import { isOwnHost } from './host-check.js';
import { serveRedirect, type TakeRedirect } from './redirect-page.js';

/** Bytes; the operator's own requests are small. */
const BODY_LIMIT = 1024 * 1024;

/** Whether the service does its work. */
export interface HealthReport {
  readonly ok: boolean;
}

export interface MainServerOptions {
  readonly logger: Logger;
  readonly tls?: ServerTls | undefined;
  /** Host names, besides those of this computer, under which the server may be called. */
  readonly hosts: readonly string[];
  health(): HealthReport | Promise<HealthReport>;
  readonly metrics: Registry;
  readonly takeRedirect: TakeRedirect;
}

/**
 * The operator's server, not yet listening: `GET /healthz` (200 or 503, only the status), `GET /metrics`,
 * `GET /pairing/callback`. A request for another host is answered 421.
 */
export function createMainServer({
  logger,
  tls,
  hosts,
  health,
  metrics,
  takeRedirect,
}: MainServerOptions): FastifyInstance {
  const server = createBaseServer({ logger, tls, bodyLimit: BODY_LIMIT });
  server.addHook('onRequest', async (request, reply) => {
    if (!isOwnHost(request.headers.host, hosts)) await answerStatus(reply, 421);
  });
  server.get('/healthz', async (_request, reply) => {
    const { ok } = await health();
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'failing' });
  });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  serveRedirect(server, '/pairing/callback', takeRedirect);
  return server;
}
