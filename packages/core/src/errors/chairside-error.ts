import { ERROR_CODES, type ChairsideErrorCode } from './codes.js';
import type { ErrorClass } from './error-class.js';
import type { Phi } from './phi.js';
import type { LoggableText, PatientText, PlainText } from './plain-text.js';

const BRAND = Symbol.for('@chairside/core/ChairsideError');

/** What an error may say besides its code. */
export interface ChairsideErrorOptions {
  readonly cause?: unknown;
  /** What exactly, in a few words; never patient data, never a secret. */
  readonly detail?: PlainText | undefined;
  /** What exactly, where that may hold patient data: the words of a request or of a complaint. For the screen alone. */
  readonly shown?: Phi | undefined;
  /** What exactly to do, line by line, for a terminal; never patient data, never a secret. */
  readonly advice?: readonly PlainText[] | undefined;
  /** For `rate-limited`: how long to wait, milliseconds. */
  readonly retryAfter?: number | undefined;
}

/**
 * The one error that ports throw. Its code says what happened, its class what the caller does. Its message holds no
 * patient data; its cause may, so printing the error leaves the cause out.
 */
export class ChairsideError extends Error {
  declare readonly message: LoggableText;
  readonly code: ChairsideErrorCode;
  readonly detail: PlainText | undefined;
  readonly shown: Phi | undefined;
  readonly advice: readonly PlainText[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ChairsideErrorCode, options: ChairsideErrorOptions = {}) {
    const { text } = ERROR_CODES[code];
    super(options.detail === undefined ? text : `${text} (${options.detail})`, { cause: options.cause });
    this.name = 'ChairsideError';
    this.code = code;
    this.detail = options.detail;
    this.shown = options.shown;
    this.advice = options.advice;
    this.retryAfter = options.retryAfter;
    Object.defineProperty(this, BRAND, { value: true });
  }

  get class(): ErrorClass {
    return ERROR_CODES[this.code].class;
  }

  /** The message with what may hold patient data: for the ledger, result files and the operator's screen. */
  get screenText(): PatientText {
    if (this.shown === undefined) return this.message;
    const exactly = [this.detail, this.shown.revealPhi()].filter((part) => part !== undefined);
    return `${ERROR_CODES[this.code].text} (${exactly.join(': ')})`;
  }

  /** How Node prints it: code, message and place, without the cause. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.stack ?? this.message}\n  ${this.code}`;
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
