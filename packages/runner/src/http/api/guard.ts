import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OpenSession } from '../../access/sessions.js';
import { ApiError } from './api-error.js';
import type { ApiParts } from './api-parts.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route needs no session. */
    readonly open?: boolean;
    /** Whether only an operator may call it although it changes nothing. */
    readonly operatorsOnly?: boolean;
    /** Whether a viewer may call it although it is no plain GET. */
    readonly forViewers?: boolean;
  }
  interface FastifyRequest {
    operatorSession: OpenSession | null;
  }
}

/** A page that looks again by itself says so: that keeps nobody signed in. */
const BACKGROUND_HEADER = 'x-chairside-background';
/** Carries the proof that the caller was told by this API, which no other site can read. */
const PROOF_HEADER = 'x-chairside-proof';

/** A name that a browser takes only from https, for this host and all of its paths, where there is https. */
function cookieName({ protocol }: FastifyRequest): string {
  return protocol === 'https' ? '__Host-chairside' : 'chairside';
}

/** What the cookie holds, or an empty text. */
export function cookieSecret(request: FastifyRequest): string {
  return request.cookies[cookieName(request)] ?? '';
}

export function giveCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  const secure = request.protocol === 'https';
  reply.setCookie(cookieName(request), secret, { path: '/', httpOnly: true, sameSite: 'strict', secure });
}

export function takeCookie(request: FastifyRequest, reply: FastifyReply): void {
  const secure = request.protocol === 'https';
  reply.clearCookie(cookieName(request), { path: '/', httpOnly: true, sameSite: 'strict', secure });
}

/** Who calls; only for routes that need a session. */
export function sessionOf({ operatorSession }: Pick<FastifyRequest, 'operatorSession'>): OpenSession {
  if (operatorSession === null) throw new ApiError(401, 'Please sign in.');
  return operatorSession;
}

function changes({ method }: FastifyRequest): boolean {
  return method !== 'GET';
}

/** Throws 403 for a call that another page made, also one at another port of this computer. */
function checkOrigin(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  // Another page is told nothing; the person who types an address is no page.
  const bySite = site === undefined || site === 'same-origin' || site === 'none';
  const own = typeof origin === 'string' && URL.canParse(origin) && new URL(origin).host === request.host;
  const byOrigin = origin === undefined ? !changes(request) : own;
  if (!bySite || !byOrigin) throw new ApiError(403, 'This call does not come from the dashboard.');
}

function checkProof(request: FastifyRequest, { proof }: OpenSession): void {
  const given = Buffer.from(String(request.headers[PROOF_HEADER] ?? ''));
  const right = Buffer.from(proof);
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new ApiError(403, 'This call does not come from the dashboard.');
}

/** Lets through only calls of our own page, by somebody who is signed in and may do this. */
export function guardCalls(api: FastifyInstance, { sessions }: ApiParts): void {
  api.decorateRequest('operatorSession', null);
  api.addHook('onRequest', async (request, reply) => {
    checkOrigin(request);
    const { open = false, operatorsOnly = false, forViewers = false } = request.routeOptions.config;
    if (open) return;
    const session = await sessions.find(cookieSecret(request), request.headers[BACKGROUND_HEADER] !== undefined);
    if (session === undefined) {
      takeCookie(request, reply);
      throw new ApiError(401, 'Please sign in.');
    }
    if (changes(request)) checkProof(request, session);
    const acts = operatorsOnly || (changes(request) && !forViewers);
    if (acts && session.role !== 'operator') throw new ApiError(403, 'A viewer may only look.');
    request.operatorSession = session;
  });
}
