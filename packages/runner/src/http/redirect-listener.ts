import type { Logger } from '@chairside/core';
import { answerStatus, createBaseServer } from './base-server.js';
import { isOwnHost } from './host-check.js';
import { serveRedirect, type TakeRedirect } from './redirect-page.js';
import { listen } from './server-address.js';

const NO_BODY = 1;
const QUIET: Logger = { debug() {}, info() {}, warn() {}, error() {}, with: () => QUIET };

export interface RedirectListener {
  close(): Promise<void>;
}

/**
 * Waits for one login's redirect at an address of this computer, for a command without the service. Answers undefined
 * where somebody listens there already: the running service, which takes the redirect as well.
 */
export async function listenForRedirect(address: URL, take: TakeRedirect): Promise<RedirectListener | undefined> {
  const server = createBaseServer({ logger: QUIET, bodyLimit: NO_BODY });
  server.addHook('onRequest', async (request, reply) => {
    if (!isOwnHost(request.headers.host, [])) await answerStatus(reply, 421);
  });
  serveRedirect(server, address.pathname, take);
  try {
    await listen(server, { host: address.hostname.replaceAll(/[[\]]/g, ''), port: Number(address.port || 80) });
  } catch (error) {
    await server.close();
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  return { close: () => server.close() };
}
