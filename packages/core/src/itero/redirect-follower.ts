import { ChairsideError } from '../errors/chairside-error.js';
import { discard } from './answer-body.js';
import type { HttpAnswer, HttpCalls, HttpRequest } from './http-calls.js';
import type { TrustedHosts } from './trusted-hosts.js';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_HOPS = 5;

function target(answer: HttpAnswer): URL {
  const location = answer.headers['location'];
  const url = location === undefined ? null : URL.parse(location, answer.url.href);
  if (url !== null) return url;
  throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', {
    detail: `redirect from ${answer.url.host} without an address`,
  });
}

/**
 * Follows redirects of GETs by hand. Another origin (scheme, host, port) gets no Authorization, from there on, and only
 * downloads may go to one: data for the ledger comes from hosts that may see the token, or not at all. Redirects of other
 * methods are answers like any other.
 */
export class RedirectFollower implements HttpCalls {
  readonly #next: HttpCalls;
  readonly #trusted: TrustedHosts;

  constructor(next: HttpCalls, trusted: TrustedHosts) {
    this.#next = next;
    this.#trusted = trusted;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    let hop = request;
    for (let hops = 0; ; hops += 1) {
      const answer = await this.#next.send(hop, signal);
      if (hop.method !== 'GET' || !REDIRECTS.has(answer.status)) return answer;
      discard(answer);
      if (hops === MOST_HOPS) {
        throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', {
          detail: `more than ${MOST_HOPS} redirects from ${request.url.host}`,
        });
      }
      hop = this.#follow(hop, target(answer));
    }
  }

  #follow(hop: HttpRequest, url: URL): HttpRequest {
    if (hop.stranger !== true && url.origin === hop.url.origin) return { ...hop, url: this.#trusted.forToken(url) };
    if (hop.download !== true) throw new ChairsideError('CLOUD_ADDRESS_REFUSED', { detail: `redirect to ${url.host}` });
    const headers = Object.fromEntries(
      Object.entries(hop.headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
    );
    return { ...hop, headers, url: this.#trusted.forStranger(url), stranger: true };
  }
}
