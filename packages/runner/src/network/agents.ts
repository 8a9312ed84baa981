import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { getCACertificates } from 'node:tls';
import { TLS_RULES } from '@chairside/core/itero';
import { HttpProxyAgent } from 'http-proxy-agent';
import { TrustingProxyAgent } from './trusting-proxy-agent.js';

export interface NetworkConfig {
  /** `http://…` or `https://…`, with a name and password in it where the proxy asks for them; null: none. */
  readonly proxy: string | null;
  /** Absolute path of a PEM file with certificates that are trusted besides the usual ones; null: none. */
  readonly caFile: string | null;
}

/** How all calls leave this computer. */
export interface NetworkAgents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
  /** Ends the connections that are kept open. May be called twice. */
  close(): void;
}

/**
 * Makes the agents that every outgoing call uses: connections are kept open, go through the proxy if there is one, and
 * trust the certificates of `caFile` besides the usual ones. The environment's proxy variables are not read. Throws
 * what reading `caFile` throws.
 */
export async function createAgents({ proxy, caFile }: NetworkConfig): Promise<NetworkAgents> {
  const ca = caFile === null ? undefined : [...getCACertificates('default'), await readFile(caFile, 'utf8')];
  const options = { keepAlive: true, ...TLS_RULES, ...(ca !== undefined && { ca }) };
  const httpAgent = proxy === null ? new HttpAgent(options) : new HttpProxyAgent(proxy, options);
  const httpsAgent = proxy === null ? new HttpsAgent(options) : new TrustingProxyAgent(proxy, ca);
  const close = (): void => {
    httpAgent.destroy();
    httpsAgent.destroy();
  };
  return { httpAgent, httpsAgent, close };
}
