import type { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import { discard, readJson } from './answer-body.js';
import type { Bases } from './bases.js';
import { callProblem, statusProblem } from './call-errors.js';
import { ENDPOINTS, endpointUrl, type Endpoint } from './endpoints.js';
import type { HttpAnswer, HttpCalls, HttpRequest } from './http-calls.js';
import { openEnvelope } from './read-answer.js';
import type { TokenKeeper } from './token-keeper.js';
import type { TokenSet } from './token-set.js';
import { TransportError } from './transport-error.js';
import type { TrustedHosts } from './trusted-hosts.js';

/** What goes into one call. */
export interface CallParts {
  /** For the `:names` of the path. */
  readonly values?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/**
 * Calls of one clinic's account with its token. A 401 is answered by one refresh and one repeat; a 401 again ends the
 * pairing. Any other status is an answer; where there is none, TransportError.
 */
export class ApiClient {
  readonly #calls: HttpCalls;
  readonly #trusted: TrustedHosts;
  readonly #tokens: TokenKeeper;
  readonly #bases: Bases;
  readonly #clock: Clock;

  constructor(calls: HttpCalls, trusted: TrustedHosts, tokens: TokenKeeper, bases: Bases, clock: Clock) {
    this.#calls = calls;
    this.#trusted = trusted;
    this.#tokens = tokens;
    this.#bases = bases;
    this.#clock = clock;
  }

  /** One call of an endpoint; its body is not yet read. */
  async call(endpoint: Endpoint, parts: CallParts, signal: AbortSignal): Promise<HttpAnswer> {
    const base = await this.#base(endpoint, signal);
    const answer = await this.#callAt(base, endpoint, parts, signal);
    if (answer.status !== 404 || endpoint.notFoundMeans === 'item') return answer;
    discard(answer);
    this.#bases.doubt();
    const moved = await this.#base(endpoint, signal);
    if (moved === base) return answer;
    return this.#callAt(moved, endpoint, parts, signal);
  }

  /** The data of a GET. Throws ports' errors, with the endpoint's path as their detail. */
  async data(endpoint: Endpoint, parts: CallParts, signal: AbortSignal): Promise<unknown> {
    try {
      const answer = await this.call(endpoint, parts, signal);
      if (answer.status === 200) return openEnvelope(await readJson(answer, endpoint.path), endpoint.path);
      throw this.refusal(answer, endpoint);
    } catch (error) {
      throw callProblem(error, endpoint.path);
    }
  }

  /** An endpoint's address, for a download whose link the cloud did not give. */
  async address(endpoint: Endpoint, values: Readonly<Record<string, string>>, signal: AbortSignal): Promise<URL> {
    return endpointUrl(await this.#base(endpoint, signal), endpoint, values);
  }

  /** Opens a file. Throws CLOUD_ADDRESS_REFUSED where the link's host may not see the token. */
  async download(
    link: string | URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const url = this.#trusted.forToken(link);
    return this.#withToken(
      (token) =>
        this.#send({ method: 'GET', endpoint: ENDPOINTS.asset.path, url, headers, download: true }, token, signal),
      signal,
    );
  }

  /** The error for an answer that is no success; gives up its body. */
  refusal(answer: HttpAnswer, endpoint: Endpoint): ChairsideError {
    discard(answer);
    return statusProblem(answer, endpoint.path, this.#clock.now());
  }

  async #base(endpoint: Endpoint, signal: AbortSignal): Promise<string> {
    const { accessToken } = await this.#tokens.current(signal);
    return this.#bases.base(endpoint.version, accessToken, signal);
  }

  #callAt(base: string, endpoint: Endpoint, parts: CallParts, signal: AbortSignal): Promise<HttpAnswer> {
    const url = this.#trusted.forToken(endpointUrl(base, endpoint, parts.values, parts.query));
    const json =
      parts.json === undefined
        ? {}
        : { body: JSON.stringify(parts.json), headers: { 'Content-Type': 'application/json' } };
    const { method, path, once } = endpoint;
    const request: HttpRequest = { method, endpoint: path, url, headers: {}, freshConnection: once, ...json };
    return this.#withToken((token) => this.#send(request, token, signal), signal);
  }

  async #send(request: HttpRequest, token: TokenSet, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await this.#calls.send(
        { ...request, headers: { ...request.headers, Authorization: `Bearer ${token.accessToken}` } },
        signal,
      );
    } catch (error) {
      if (error instanceof TransportError && error.failure !== 'stopped') this.#bases.doubt();
      throw error;
    }
  }

  async #withToken(send: (token: TokenSet) => Promise<HttpAnswer>, signal: AbortSignal): Promise<HttpAnswer> {
    const token = await this.#tokens.current(signal);
    const answer = await send(token);
    if (answer.status !== 401 || answer.stranger) return answer;
    discard(answer);
    const renewed = await this.#tokens.renew(token, signal);
    const second = await send(renewed);
    if (second.status !== 401 || second.stranger) return second;
    discard(second);
    return this.#tokens.giveUp(renewed, signal);
  }
}
