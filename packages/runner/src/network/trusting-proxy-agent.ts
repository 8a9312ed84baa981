import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/**
 * Tunnels through a proxy and trusts the given certificates also for the server behind it: the agent itself uses its
 * options only for the way to the proxy.
 */
export class TrustingProxyAgent extends HttpsProxyAgent<string> {
  readonly #ca: readonly string[];

  constructor(proxy: string, ca: readonly string[]) {
    super(proxy, { keepAlive: true, ca: [...ca] });
    this.#ca = ca;
  }

  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    return await super.connect(request, { ...options, ca: [...this.#ca] } as ConnectOptions);
  }
}
