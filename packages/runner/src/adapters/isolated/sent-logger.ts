import type { LogFields, Logger } from '@chairside/core';
import { allowedFields } from '../../log/allowed-fields.js';
import type { FromAdapter } from './messages.js';

type Level = Extract<FromAdapter, { type: 'log' }>['level'];

/** Sends each line, with allowed fields alone, to where lines are written. */
export class SentLogger implements Logger {
  readonly #send: (message: FromAdapter) => void;
  readonly #fields: LogFields;

  constructor(send: (message: FromAdapter) => void, fields: LogFields = {}) {
    this.#send = send;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }
  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }
  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }
  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  with(fields: LogFields): Logger {
    return new SentLogger(this.#send, { ...this.#fields, ...fields });
  }

  #write(level: Level, message: string, fields: LogFields = {}): void {
    this.#send({ type: 'log', level, message, fields: allowedFields({ ...this.#fields, ...fields }) });
  }
}
