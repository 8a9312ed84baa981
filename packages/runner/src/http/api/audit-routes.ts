import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { auditView } from '../../views/audit-view.js';
import type { ApiParts } from './api-parts.js';

const Query = z.object({
  before: z.coerce.number().int().positive().default(Number.MAX_SAFE_INTEGER),
  limit: z.coerce.number().int().positive().max(500).default(100),
});

/** `/audit`: who did what, newest first; `before` is the number of an entry. For operators: it names patients' references. */
export function auditRoutes(api: FastifyInstance, { auditLog }: ApiParts): void {
  api.get('/audit', { config: { operatorsOnly: true } }, async ({ query }) => {
    const { before, limit } = Query.parse(query);
    return { version: 1, audit: (await auditLog.before(before, limit)).map(auditView) };
  });
}
