/**
 * The only fields that may stand in a log line. None of them can hold patient data: keys and ids are looked up in the
 * ledger by whoever may see it.
 */
export interface LogFields {
  readonly clinic?: string;
  readonly adapter?: string;
  readonly rxKey?: string;
  readonly rxId?: string | undefined;
  readonly orderId?: string;
  readonly revision?: number;
  readonly state?: string;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly endpoint?: string;
  readonly host?: string;
  readonly port?: number;
  readonly attempt?: number;
  readonly count?: number;
  readonly bytes?: number;
  readonly ms?: number;
  readonly dueInMs?: number | undefined;
  readonly flow?: string;
  /** The class or system code of an error, such as `ENOSPC`; never its message. */
  readonly cause?: string | undefined;
}

/** Writes log lines: a fixed sentence, into which nothing is ever put, and allowed fields. Quiet when all is well. Never throws. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to each line. */
  with(fields: LogFields): Logger;
}
