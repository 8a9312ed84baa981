import type { Logger, LogFields } from '@chairside/core';
import { pino, type Logger as Pino } from 'pino';
import { allowedFields } from './allowed-fields.js';
import { humanLine } from './human-line.js';
import { LevelLogger, type LogLevel } from './level-logger.js';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export interface LoggerOptions {
  /** `CHAIRSIDE_LOG`: debug, info, warn, error or silent; anything else means info. */
  readonly level?: string | undefined;
  /** JSON lines also on a terminal. */
  readonly json?: boolean | undefined;
  /** Where lines go; stderr where absent, since stdout belongs to what a command prints. */
  readonly output?: { write(text: string): unknown; readonly isTTY?: boolean | undefined } | undefined;
}

/** Writes one line per call: JSON, or plain text on a terminal. Only allowed fields get into it. */
export class PinoLogger extends LevelLogger {
  readonly #pino: Pino;

  private constructor(logger: Pino) {
    super();
    this.#pino = logger;
  }

  static make({ level = 'info', json = false, output = process.stderr }: LoggerOptions = {}): PinoLogger {
    const human = output.isTTY === true && !json;
    const destination = { write: (line: string) => void output.write(human ? humanLine(line) : line) };
    const options = {
      level: LEVELS.includes(level) ? level : 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    return new PinoLogger(pino(options, destination));
  }

  override with(fields: LogFields): Logger {
    return new PinoLogger(this.#pino.child(allowedFields(fields)));
  }

  protected override write(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (this.#pino.isLevelEnabled(level)) this.#pino[level](allowedFields(fields), message);
  }
}
