import { ChairsideError } from '../errors/chairside-error.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import type { HttpAnswer } from './http-calls.js';
import { retryAfter } from './retry-after.js';
import { TransportError, type TransportFailure } from './transport-error.js';

const TRANSPORT_CODES: Readonly<Record<TransportFailure, ChairsideErrorCode>> = {
  unreachable: 'CLOUD_UNREACHABLE',
  certificate: 'CERTIFICATE_REFUSED',
  cut: 'CLOUD_UNREACHABLE',
  timeout: 'CLOUD_UNREACHABLE',
  stopped: 'STOPPED',
};

/** What statuses mean on every endpoint; each endpoint's own meanings are where it is called. */
const STATUS_CODES: Readonly<Record<number, ChairsideErrorCode>> = {
  407: 'CLOUD_UNREACHABLE', // the proxy's
  408: 'CLOUD_ERROR',
  425: 'CLOUD_ERROR',
  429: 'CLOUD_BUSY',
};

/** Whatever a call threw, as the error of the ports. */
export function callProblem(error: unknown, endpoint: string): ChairsideError {
  if (!(error instanceof TransportError)) return ChairsideError.from(error);
  return new ChairsideError(TRANSPORT_CODES[error.failure], { cause: error, detail: `${endpoint}: ${error.code}` });
}

/** A status that is no success, as the error of the ports. `now` in milliseconds, for a `Retry-After` that is a date. */
export function statusProblem(answer: HttpAnswer, endpoint: string, now: number): ChairsideError {
  const { status } = answer;
  const detail = `${endpoint}: HTTP ${status}`;
  const wait = retryAfter(answer.headers, now);
  if (status === 503 && wait !== undefined) return new ChairsideError('CLOUD_BUSY', { detail, retryAfter: wait });
  const known = STATUS_CODES[status];
  if (known !== undefined) return new ChairsideError(known, { detail, retryAfter: wait });
  if (status >= 500) return new ChairsideError('CLOUD_ERROR', { detail });
  if (status >= 400) return new ChairsideError('CLOUD_REFUSED', { detail });
  return new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail });
}

/**
 * Whether a status says surely that nothing was done: any 4xx, and 500 and 503, which the vendor asks to retry
 * (iTero DPMS API, Scan Request). Gateways answer 502 and 504 for requests that may have arrived.
 */
export function surelyNotDone(status: number): boolean {
  return (status >= 400 && status < 500) || status === 500 || status === 503;
}
