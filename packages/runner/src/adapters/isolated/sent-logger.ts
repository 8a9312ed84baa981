import type { LogFields, Logger } from '@chairside/core';
import { allowedFields } from '../../log/allowed-fields.js';
import { LevelLogger, type LogLevel } from '../../log/level-logger.js';
import type { FromAdapter } from './messages.js';

/** Sends each line, with allowed fields alone, to where lines are written. */
export class SentLogger extends LevelLogger {
  readonly #send: (message: FromAdapter) => void;
  readonly #fields: LogFields;

  constructor(send: (message: FromAdapter) => void, fields: LogFields = {}) {
    super();
    this.#send = send;
    this.#fields = fields;
  }

  override with(fields: LogFields): Logger {
    return new SentLogger(this.#send, { ...this.#fields, ...fields });
  }

  protected override write(level: LogLevel, message: string, fields: LogFields = {}): void {
    this.#send({ type: 'log', level, message, fields: allowedFields({ ...this.#fields, ...fields }) });
  }
}
