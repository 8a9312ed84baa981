/** What kept an answer from coming. */
export type TransportFailure = 'unreachable' | 'certificate' | 'cut' | 'timeout' | 'stopped';

/**
 * A call that got no answer. Carries the system's code and nothing else of the request: no header, no body, no address
 * with a query.
 */
export class TransportError extends Error {
  readonly failure: TransportFailure;
  /** The system's or TLS's code, such as `ECONNREFUSED`. */
  readonly code: string;
  /** False only when it is sure that not one byte of the request was sent. */
  readonly mayHaveArrived: boolean;

  constructor(failure: TransportFailure, code: string, mayHaveArrived: boolean) {
    super(`no answer: ${failure} (${code})`);
    this.name = 'TransportError';
    this.failure = failure;
    this.code = code;
    this.mayHaveArrived = mayHaveArrived;
  }
}
