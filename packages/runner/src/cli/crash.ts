import { writeSync } from 'node:fs';
import { ERROR_CODES } from '@chairside/core';
import { errorTraces } from '../log/error-traces.js';

const STDERR = 2;
const FAILED = 1;
const MOST_PLACES = 8;

function crash(thrown: unknown): void {
  const lines = [`UNEXPECTED: ${ERROR_CODES.UNEXPECTED.text}`, ...errorTraces(thrown, MOST_PLACES), ''];
  try {
    writeSync(STDERR, lines.join('\n'));
  } finally {
    process.exit(FAILED);
  }
}

/**
 * Makes this process die quietly: of an error that nobody caught, Node would print its text, its fields and its causes,
 * among which may be a row of a database or the body of a call. Kind and places are printed instead, and no diagnostic
 * report is written, whatever the options of Node say: it would hold the environment.
 */
export function dieQuietly(): void {
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  Object.assign(process.report, { reportOnFatalError: false, reportOnUncaughtException: false, reportOnSignal: false });
}
