import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { OpenSession } from '../../access/sessions.js';
import { isoTime } from '../../views/iso-time.js';
import { ApiError } from './api-error.js';
import type { ApiParts } from './api-parts.js';
import { cookieSecret, giveCookie, sessionOf, takeCookie } from './guard.js';
import { readBody } from './read-body.js';

const Credentials = z.strictObject({ name: z.string().max(200), password: z.string().max(1_000) });

function view({ operator, role, endsAt, proof }: OpenSession): object {
  return { version: 1, session: { operator, role, endsAt: isoTime(endsAt), proof } };
}

/** `/session`: signing in, who is signed in, signing out. */
export function sessionRoutes(api: FastifyInstance, { signIn, sessions }: ApiParts): void {
  api.post('/session', { config: { open: true } }, async (request, reply) => {
    const { name, password } = readBody(Credentials, request.body);
    const answer = await signIn.signIn(name, password, request.ip);
    if (answer.kind === 'refused') throw new ApiError(401, 'The name or the password is wrong.');
    if (answer.kind === 'wait') {
      const seconds = Math.ceil(answer.ms / 1_000);
      reply.header('retry-after', String(seconds));
      throw new ApiError(429, `Too many tries. Try again in ${seconds} seconds.`);
    }
    giveCookie(request, reply, answer.secret);
    return view(answer.session);
  });
  api.get('/session', async (request) => view(sessionOf(request)));
  api.delete('/session', { config: { forViewers: true } }, async (request, reply) => {
    await sessions.end(cookieSecret(request), sessionOf(request).operator);
    takeCookie(request, reply);
    return reply.code(204).send();
  });
}
