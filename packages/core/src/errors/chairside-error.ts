import { ERROR_CODES, type ChairsideErrorCode } from './codes.js';
import type { ErrorClass } from './error-class.js';

const BRAND = Symbol.for('@chairside/core/ChairsideError');

export interface ChairsideErrorOptions {
  readonly cause?: unknown;
  /** What exactly, in a few words; never patient data, never a secret. */
  readonly detail?: string | undefined;
  /** What exactly to do, line by line, for a terminal; never patient data, never a secret. */
  readonly advice?: readonly string[] | undefined;
  /** For `rate-limited`: how long to wait, milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** The one error that ports throw. Its code says what happened, its class what the caller does. */
export class ChairsideError extends Error {
  readonly code: ChairsideErrorCode;
  readonly detail: string | undefined;
  readonly advice: readonly string[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ChairsideErrorCode, options: ChairsideErrorOptions = {}) {
    const { text } = ERROR_CODES[code];
    super(options.detail === undefined ? text : `${text} (${options.detail})`, { cause: options.cause });
    this.name = 'ChairsideError';
    this.code = code;
    this.detail = options.detail;
    this.advice = options.advice;
    this.retryAfter = options.retryAfter;
    Object.defineProperty(this, BRAND, { value: true });
  }

  get class(): ErrorClass {
    return ERROR_CODES[this.code].class;
  }

  /** Recognises the error also when two copies of this package are loaded. */
  static is(value: unknown): value is ChairsideError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /** Any thrown thing as a ChairsideError; what is not one becomes `fallback`, or `STOPPED` when `signal` is aborted. */
  static from(value: unknown, fallback: ChairsideErrorCode = 'UNEXPECTED', signal?: AbortSignal): ChairsideError {
    if (ChairsideError.is(value)) return value;
    if (signal?.aborted === true) return new ChairsideError('STOPPED', { cause: value });
    return new ChairsideError(fallback, { cause: value });
  }
}
