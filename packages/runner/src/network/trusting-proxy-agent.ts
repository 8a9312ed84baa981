import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLS_RULES } from '@chairside/core/itero';
import { HttpsProxyAgent } from 'https-proxy-agent';

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/**
 * Tunnels through a proxy. What holds for certificates, and those that are trusted besides the usual ones, counts also for
 * the server behind it: the agent itself uses its options only for the way to the proxy.
 */
export class TrustingProxyAgent extends HttpsProxyAgent<string> {
  readonly #rules: object;

  /** @param ca all certificates that are trusted, PEM; undefined: the usual ones */
  constructor(proxy: string, ca: readonly string[] | undefined) {
    const rules = { ...TLS_RULES, ...(ca !== undefined && { ca: [...ca] }) };
    super(proxy, { keepAlive: true, ...rules });
    this.#rules = rules;
  }

  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    return await super.connect(request, { ...options, ...this.#rules });
  }
}
