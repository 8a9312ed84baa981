import { ChairsideError, ERROR_CODES } from '@chairside/core';
import type { FastifyInstance } from 'fastify';

/** Takes the address a login was redirected to; rejects with a ChairsideError where it cannot be used. */
export type TakeRedirect = (url: string) => Promise<unknown>;

const DONE = 'The login was taken over. This window can be closed; the pairing goes on where it was started.';
const FAILED = 'The login could not be taken over.';

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Chairside</title></head>
<body><h1>${escaped(title)}</h1><p>${escaped(text)}</p></body>
</html>
`;
}

/**
 * Serves the address that iTero's login leads back to. The page says whether it worked, and nothing of what was in the
 * address: it carries the login's code.
 */
export function serveRedirect(server: FastifyInstance, path: string, take: TakeRedirect): void {
  server.get(path, async (request, reply) => {
    reply.type('text/html; charset=utf-8');
    try {
      await take(`${request.protocol}://${request.host}${request.url}`);
      return page('Logged in', DONE);
    } catch (error) {
      const known = ChairsideError.is(error);
      reply.code(known ? 400 : 500);
      return page('Not logged in', known ? `${FAILED} ${ERROR_CODES[error.code].text}` : FAILED);
    }
  });
}
