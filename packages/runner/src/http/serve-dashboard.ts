import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = new URL('../../dashboard/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page loads its own files and calls its own API, and nothing else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** `/`: the dashboard's page, and the few files it consists of under `/dashboard/`. None of them holds any data. */
export async function serveDashboard(server: FastifyInstance): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    // There are few, and they are small.
    const content = await readFile(new URL(name, FOLDER), 'utf8');
    server.get(name === 'index.html' ? '/' : `/dashboard/${name}`, async (_request, reply) =>
      reply.type(type).header('content-security-policy', POLICY).send(content),
    );
  }
}
