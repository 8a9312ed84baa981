import type { IncomingMessage } from 'node:http';
import type { ClinicId, Logger } from '@chairside/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerStatus, createBaseServer } from './base-server.js';
import { readSmallBody } from './read-small-body.js';

/** Bytes; a notification has a few hundred. */
const BODY_LIMIT = 64 * 1024;

export interface WebhookServerOptions {
  readonly logger: Logger;
  /** Whose secret it is; see `webhookSecrets`. */
  secretOf(secret: string): ClinicId | undefined;
  /** Called after the answer; `body` is as it came, undefined where there was none. Not to be believed: it only wakes. */
  onNotification(clinic: ClinicId, body: unknown): void | Promise<void>;
  /** Called for each call to a webhook address whose secret is no clinic's. */
  onUnknownSecret(): void;
}

/**
 * The listener for notifications, not yet listening: `POST /webhook/SECRET` is answered 200 at once, whatever the body
 * is; a body above 64 KB 413, everything else, a wrong secret too, 404.
 */
export function createWebhookServer({
  logger,
  secretOf,
  onNotification,
  onUnknownSecret,
}: WebhookServerOptions): FastifyInstance {
  const server = createBaseServer({ logger, bodyLimit: BODY_LIMIT });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request: FastifyRequest, body: IncomingMessage) =>
    readSmallBody(body, BODY_LIMIT),
  );

  async function notify(clinic: ClinicId, body: unknown): Promise<void> {
    try {
      await onNotification(clinic, body);
    } catch (error) {
      logger.error('A notification could not be taken.', {
        clinic,
        cause: error instanceof Error ? error.name : undefined,
      });
    }
  }

  server.post<{ Params: { secret: string } }>(
    '/webhook/:secret',
    {
      // Before the body is read: a stranger's bytes are not waited for.
      onRequest: async (request, reply) => {
        if (secretOf(request.params.secret) === undefined) {
          onUnknownSecret();
          await answerStatus(reply, 404);
        }
        // Any body is welcome, so a content type that makes no sense must not refuse it.
        request.raw.headers['content-type'] = 'application/octet-stream';
      },
    },
    async (request, reply) => {
      const clinic = secretOf(request.params.secret);
      await reply.code(200).send();
      if (clinic !== undefined) void notify(clinic, request.body);
    },
  );
  return server;
}
