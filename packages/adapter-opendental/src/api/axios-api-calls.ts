import { ChairsideError } from '@chairside/core';
import axios, { isAxiosError, type AxiosInstance } from 'axios';
import type { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { ApiAnswer, ApiCalls, ApiRequest } from './api-calls.js';
import type { ApiOptions } from './api-options.js';
import { parseJson } from './json.js';
import { TLS_RULES } from '../tls-rules.js';
import { noAnswer, refusal, saysNotFound } from './refusal.js';

/** The API ends a call of its own after 60 s (Open Dental API, Returned Status Codes), but a body takes time to send. */
const TIMEOUT = 180_000;
/** So long a call may take in all: a body of 16 MB on a slow line, and an answer that comes in drops. */
const LONGEST = 900_000;
/** One document that nobody has opened yet holds up to 16.8 million characters, and a list shows them. */
const LARGEST_ANSWER = 32 * 1024 * 1024;

/** How calls leave this computer; what is not given is Node's own. */
export interface ApiNetwork {
  readonly httpAgent?: HttpAgent | undefined;
  readonly httpsAgent?: HttpsAgent | undefined;
  /** Milliseconds that a call may take in all; 15 minutes where absent. */
  readonly longest?: number | undefined;
}

/** Sends each call once. No error of it holds a header or a body: those hold keys and patients' files. */
export class AxiosApiCalls implements ApiCalls {
  readonly #axios: AxiosInstance;
  readonly #longest: number;

  constructor({ baseUrl, developerKey, customerKey }: ApiOptions, { httpAgent, httpsAgent, longest }: ApiNetwork = {}) {
    this.#longest = longest ?? LONGEST;
    this.#axios = axios.create({
      baseURL: baseUrl.replace(/\/+$/, ''),
      headers: {
        Authorization: `ODFHIR ${developerKey}/${customerKey}`,
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'User-Agent': 'Chairside',
      },
      proxy: false,
      // A redirect would take the keys elsewhere.
      maxRedirects: 0,
      timeout: TIMEOUT,
      maxContentLength: LARGEST_ANSWER,
      responseType: 'text',
      transformRequest: (data: unknown) => data,
      transformResponse: (data: unknown) => data,
      validateStatus: () => true,
      ...(httpAgent !== undefined && { httpAgent }),
      httpsAgent: httpsAgent ?? new HttpsAgent({ keepAlive: true, ...TLS_RULES }),
    });
  }

  async call(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const { method, path, query, body } = request;
    const end = AbortSignal.timeout(this.#longest);
    try {
      const answer = await this.#axios.request<string>({
        method,
        url: path,
        // The document asks for a content type also where there is nothing to send.
        data: body ?? '',
        signal: AbortSignal.any([signal, end]),
        ...(query !== undefined && { params: query }),
      });
      const after = Number(answer.headers['retry-after'] ?? Number.NaN);
      return read(request, answer.status, answer.data, Number.isNaN(after) ? undefined : after * 1000);
    } catch (thrown) {
      if (ChairsideError.is(thrown)) throw thrown;
      if (signal.aborted) throw new ChairsideError('STOPPED');
      if (isAxiosError(thrown) && thrown.message.startsWith('maxContentLength')) return { kind: 'too-large' };
      if (end.aborted) throw noAnswer(request, 'ETIMEDOUT');
      throw noAnswer(request, isAxiosError(thrown) ? (thrown.code ?? 'no answer') : 'no answer');
    }
  }
}

function read(request: ApiRequest, status: number, text: string, retryAfter: number | undefined): ApiAnswer {
  if (saysNotFound(status, text)) return { kind: 'not-found' };
  if (status < 200 || status >= 300) throw refusal(request, status, text, retryAfter);
  try {
    return { kind: 'done', body: text.trim() === '' ? undefined : parseJson(text) };
  } catch {
    throw noAnswer(request, 'the answer is no JSON');
  }
}
