import cookie from '@fastify/cookie';
import { ChairsideError, type Logger } from '@chairside/core';
import type { FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { ApiError } from './api-error.js';
import type { ApiParts } from './api-parts.js';
import { auditRoutes } from './audit-routes.js';
import { clinicRoutes } from './clinic-routes.js';
import { guardCalls } from './guard.js';
import { PatientHandles } from './patient-handles.js';
import { patientRoutes } from './patient-routes.js';
import { reviewRoutes } from './review-routes.js';
import { rxRoutes } from './rx-routes.js';
import { scanRoutes } from './scan-routes.js';
import { sessionRoutes } from './session-routes.js';

interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly code?: string;
}

function refusal(thrown: { readonly statusCode?: number }): Refusal {
  if (thrown instanceof ApiError) return { status: thrown.statusCode, text: thrown.message };
  if (thrown instanceof ZodError) return { status: 400, text: 'The call cannot be understood.' };
  if (ChairsideError.is(thrown)) return { status: 502, text: thrown.message, code: thrown.code };
  const status = thrown.statusCode ?? 500;
  return { status, text: status < 500 ? 'The call cannot be understood.' : 'Something went wrong here.' };
}

/**
 * `/api/…`: what the dashboard shows and does, as JSON with `"version": 1` and one noun. Every call but the sign-in needs
 * the session of an operator. A call that is refused answers `error` with a sentence.
 */
export function serveApi(server: FastifyInstance, parts: ApiParts, logger: Logger): void {
  server.register(
    async (api) => {
      await api.register(cookie);
      guardCalls(api, parts);
      api.setErrorHandler(async (thrown: Error & { readonly statusCode?: number }, _request, reply) => {
        const { status, text, code } = refusal(thrown);
        if (status >= 500) logger.error('A call of the dashboard failed.', { status, code, cause: thrown.name });
        return reply.code(status).send({ version: 1, error: { code: code ?? null, text } });
      });
      api.setNotFoundHandler(() => {
        throw new ApiError(404, 'There is no such address.');
      });
      const handles = new PatientHandles();
      sessionRoutes(api, parts);
      clinicRoutes(api, parts, handles);
      rxRoutes(api, parts);
      scanRoutes(api, parts);
      reviewRoutes(api, parts, handles);
      patientRoutes(api, parts, handles);
      auditRoutes(api, parts);
    },
    { prefix: '/api' },
  );
}
