import { ChairsideError, ERROR_CODES, type ChairsideErrorCode, type ErrorClass } from '@chairside/core';
import { errorTraces } from '../log/error-traces.js';

/** How a command ended; what the shell sees. */
export const EXIT = { done: 0, failed: 1, usage: 2, notPaired: 3, needsPerson: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Several clinics, one exit code: the first of 2, 3, 1, 4 that applies. */
const BY_WEIGHT: readonly ExitCode[] = [EXIT.usage, EXIT.notPaired, EXIT.failed, EXIT.needsPerson];

export function weightiest(codes: Iterable<ExitCode>): ExitCode {
  const all = new Set(codes);
  return BY_WEIGHT.find((code) => all.has(code)) ?? EXIT.done;
}

/** The configuration names something that must not be used. */
const REFUSED: readonly ChairsideErrorCode[] = ['DATABASE_CAN_WRITE'];

/** What an error means for `check` and `run --once`; other commands have failed where a person must help. */
export function exitCodeOf(code: ChairsideErrorCode): ExitCode {
  if (REFUSED.includes(code)) return EXIT.usage;
  const errorClass: ErrorClass = ERROR_CODES[code].class;
  if (errorClass === 'auth') return EXIT.notPaired;
  return errorClass === 'needs-person' || errorClass === 'in-doubt' ? EXIT.needsPerson : EXIT.failed;
}

/** Ends a command: the lines go to stderr as they are. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, ...lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }

  /** `tells`: for a command that says by its exit code that something needs a person. */
  static from(thrown: unknown, tells = false): CommandError {
    if (thrown instanceof CommandError) return thrown;
    const error = ChairsideError.from(thrown);
    const code = exitCodeOf(error.code);
    return new CommandError(
      code === EXIT.needsPerson && !tells ? EXIT.failed : code,
      `${error.code}: ${error.message}`,
      ...(error.advice ?? []),
      ...(error.code === 'UNEXPECTED' ? errorTraces(thrown) : []),
    );
  }
}
