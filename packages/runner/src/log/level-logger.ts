import type { LogFields, Logger } from '@chairside/core';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A logger of which only the way of one line is its own. */
export abstract class LevelLogger implements Logger {
  debug(message: string, fields?: LogFields): void {
    this.write('debug', message, fields);
  }
  info(message: string, fields?: LogFields): void {
    this.write('info', message, fields);
  }
  warn(message: string, fields?: LogFields): void {
    this.write('warn', message, fields);
  }
  error(message: string, fields?: LogFields): void {
    this.write('error', message, fields);
  }

  abstract with(fields: LogFields): Logger;

  protected abstract write(level: LogLevel, message: string, fields?: LogFields): void;
}
