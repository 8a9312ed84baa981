import http from 'node:http';
import https from 'node:https';
import { addAbortSignal, type Readable } from 'node:stream';
import axios, { type AxiosError, AxiosHeaders, type AxiosInstance, type AxiosResponse } from 'axios';
import axiosRetry from 'axios-retry';
import { durableStep } from '../steps/durable-step.js';
import { watchBody, type BodyLimits } from './body-watch.js';
import type { HttpAnswer, HttpCalls, HttpRequest } from './http-calls.js';
import type { IteroNetwork } from './itero-app.js';
import { isLoopback, lookupAllowed, lookupLoopback, lookupPublic, type Resolver } from './public-address.js';
import { SendWatch } from './send-watch.js';
import { TLS_RULES } from './tls-rules.js';
import { TransportError, type TransportFailure } from './transport-error.js';

const ANSWER_TIMEOUT = 30_000;
const IDLE_TIMEOUT = 60_000;
const WHOLE_TIMEOUT = 300_000;
const LEAST_BYTES = 16 * 1024;
const STALE_CONNECTION_RETRIES = 2;
const CERTIFICATE_CODES = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|ERR_TLS_CERT)/;

/** Closes an agent's idle connections to a host, so that the next request makes its own; works with a proxy's agents too. */
function closeIdle(agent: http.Agent, host: string): void {
  for (const [name, sockets = []] of Object.entries(agent.freeSockets)) {
    if (!name.startsWith(`${host.replace(/^\[|\]$/g, '')}:`)) continue;
    for (const socket of sockets) socket.destroy();
  }
}

/** What may be sent again without harm (iTero DPMS API: each PATCH sets values). */
const REPEATABLE: ReadonlySet<string | undefined> = new Set(['get', 'patch']);

/** A kept connection that the other side had closed meanwhile; nobody saw the request. */
function metStaleConnection(error: AxiosError): boolean {
  const request = error.request as { reusedSocket?: boolean } | undefined;
  const reset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
  return reset && request?.reusedSocket === true && REPEATABLE.has(error.config?.method);
}

/**
 * Frees what a socket received as soon as Node's HTTP has copied the body's part out of it. Left to the garbage
 * collector, it calls for a full collection for each 20 MB of a download.
 */
function freeReceived(response: AxiosResponse<Readable>): void {
  const { socket } = response.request as http.ClientRequest;
  const free = ({ buffer, byteLength }: Buffer<ArrayBuffer>): void => {
    if (byteLength === buffer.byteLength) buffer.transfer(0);
  };
  // Listeners are called in their order, and HTTP's own came first.
  socket?.on('data', free);
  response.data.once('close', () => socket?.off('data', free));
}

/** Where a host's name may lead; asked only for names. */
function resolverFor({ url, stranger }: HttpRequest): Resolver {
  if (isLoopback(url.hostname)) return lookupLoopback;
  return stranger === true ? lookupPublic : lookupAllowed;
}

/** Sends each request once, through axios; a GET or PATCH on a stale kept connection again. */
export class AxiosCalls implements HttpCalls {
  readonly #axios: AxiosInstance;
  readonly #agents: { readonly httpAgent: http.Agent; readonly httpsAgent: https.Agent };
  readonly #answerTimeout: number;
  readonly #limits: Required<BodyLimits>;

  constructor(network: IteroNetwork = {}) {
    this.#answerTimeout = network.answerTimeout ?? ANSWER_TIMEOUT;
    this.#limits = {
      idle: network.idleTimeout ?? IDLE_TIMEOUT,
      whole: network.wholeTimeout ?? WHOLE_TIMEOUT,
      least: network.leastBytes ?? LEAST_BYTES,
    };
    this.#agents = {
      httpAgent: network.httpAgent ?? new http.Agent({ keepAlive: true }),
      httpsAgent: network.httpsAgent ?? new https.Agent({ keepAlive: true, ...TLS_RULES }),
    };
    this.#axios = axios.create({
      proxy: false,
      maxRedirects: 0,
      responseType: 'stream',
      validateStatus: () => true,
      transformRequest: (data: unknown) => data,
      transformResponse: (data: unknown) => data,
    });
    axiosRetry(this.#axios, { retries: STALE_CONNECTION_RETRIES, retryCondition: metStaleConnection });
  }

  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    return durableStep(`call ${request.method} ${request.endpoint}`, () => this.#send(request, signal));
  }

  async #send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    if (signal.aborted) throw new TransportError('stopped', 'ABORT_ERR', false);
    if (request.freshConnection === true) this.#closeIdle(request.url);
    const watch = new SendWatch();
    const giveUp = new AbortController();
    let failure: TransportFailure | undefined;
    const end = (why: TransportFailure) => (): void => {
      failure ??= why;
      giveUp.abort();
    };
    const onStop = end('stopped');
    const timer = setTimeout(end('timeout'), this.#answerTimeout);
    signal.addEventListener('abort', onStop, { once: true });
    try {
      const response = await this.#axios.request<Readable>({
        method: request.method,
        url: request.url.href,
        headers: this.#headers(request),
        data: request.body,
        decompress: request.download !== true,
        signal: giveUp.signal,
        transport: watch,
        ...this.#agents,
        lookup: resolverFor(request),
      });
      return this.#answer(request, response, signal);
    } catch (error) {
      throw this.#transportError(error, failure, watch.begun);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onStop);
    }
  }

  #closeIdle(url: URL): void {
    closeIdle(url.protocol === 'https:' ? this.#agents.httpsAgent : this.#agents.httpAgent, url.hostname);
  }

  #headers(request: HttpRequest): Record<string, string> {
    const encoding = request.download === true ? { 'Accept-Encoding': 'identity' } : {};
    return {
      Accept: request.download === true ? '*/*' : 'application/json',
      'User-Agent': 'Chairside',
      ...encoding,
      ...request.headers,
    };
  }

  #answer(request: HttpRequest, response: AxiosResponse<Readable>, signal: AbortSignal): HttpAnswer {
    const body = response.data;
    // Until somebody reads it, a cut body must not bring the process down; whoever reads it gets the error all the same.
    body.on('error', () => undefined);
    addAbortSignal(signal, body);
    const { idle, whole, least } = this.#limits;
    const { socket } = response.request as http.ClientRequest;
    watchBody(body, socket, request.download === true ? { idle, least } : { idle, whole });
    if (request.download === true) freeReceived(response);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(AxiosHeaders.from(response.headers as AxiosHeaders).toJSON())) {
      if (value !== undefined && value !== null)
        headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
    }
    return { status: response.status, headers, body, url: request.url, stranger: request.stranger === true };
  }

  #transportError(error: unknown, failure: TransportFailure | undefined, begun: boolean): TransportError {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
    if (failure !== undefined)
      return new TransportError(failure, failure === 'timeout' ? 'ETIMEDOUT' : 'ABORT_ERR', begun);
    if (CERTIFICATE_CODES.test(code)) return new TransportError('certificate', code, begun);
    return new TransportError(begun ? 'cut' : 'unreachable', code, begun);
  }
}
