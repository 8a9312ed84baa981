import type { PlainText, Sentence } from '../errors/plain-text.js';

/**
 * The only fields that may stand in a log line. None of them can hold patient data: keys and ids are looked up in the
 * ledger by whoever may see it. The compiler refuses a `Phi` and the texts of a patient's record.
 */
export interface LogFields {
  readonly clinic?: PlainText;
  readonly adapter?: PlainText;
  readonly rxKey?: PlainText;
  readonly rxId?: PlainText | undefined;
  readonly orderId?: PlainText;
  readonly revision?: number;
  readonly state?: PlainText;
  readonly code?: PlainText | undefined;
  readonly status?: number | undefined;
  readonly endpoint?: PlainText;
  readonly host?: PlainText;
  readonly port?: number;
  readonly attempt?: number;
  readonly count?: number;
  readonly bytes?: number;
  readonly ms?: number;
  readonly dueInMs?: number | undefined;
  readonly flow?: PlainText;
  /** The class or system code of an error, such as `ENOSPC`; never its message. */
  readonly cause?: PlainText | undefined;
  /** The number and the hash of the last entry of the audit log. */
  readonly auditHead?: PlainText;
}

/**
 * Writes log lines: a fixed sentence, written out at the call or the message of a ChairsideError, and allowed fields. Quiet
 * when all is well. Never throws.
 */
export interface Logger {
  /** What only helps to find a fault. */
  debug<Text extends string>(message: Sentence<Text>, fields?: LogFields): void;
  /** What goes as it should. */
  info<Text extends string>(message: Sentence<Text>, fields?: LogFields): void;
  /** What went wrong and is tried again, or waits for a person. */
  warn<Text extends string>(message: Sentence<Text>, fields?: LogFields): void;
  /** What stops the work. */
  error<Text extends string>(message: Sentence<Text>, fields?: LogFields): void;
  /** A logger that adds `fields` to each line. */
  with(fields: LogFields): Logger;
}
