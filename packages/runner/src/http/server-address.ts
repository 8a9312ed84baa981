import type { FastifyInstance } from 'fastify';

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Starts a server; port 0 takes any free one. Rejects with the system's error, such as EADDRINUSE. */
export async function listen(server: FastifyInstance, { host, port }: ServerAddress): Promise<ServerAddress> {
  await server.listen({ host, port });
  const address = server.server.address();
  return { host, port: typeof address === 'object' && address !== null ? address.port : port };
}
