import { ChairsideError } from '@chairside/core';

/** How a command ended; what the shell sees. */
export const EXIT = { done: 0, failed: 1, usage: 2, notPaired: 3, needsPerson: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Several clinics, one exit code: the first of 2, 3, 1, 4 that applies. */
const BY_WEIGHT: readonly ExitCode[] = [EXIT.usage, EXIT.notPaired, EXIT.failed, EXIT.needsPerson];

export function weightiest(codes: Iterable<ExitCode>): ExitCode {
  const all = new Set(codes);
  return BY_WEIGHT.find((code) => all.has(code)) ?? EXIT.done;
}

export function exitCodeOf(error: ChairsideError): ExitCode {
  if (error.class === 'auth') return EXIT.notPaired;
  return error.class === 'needs-person' || error.class === 'in-doubt' ? EXIT.needsPerson : EXIT.failed;
}

/** Ends a command: the lines go to stderr as they are. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, ...lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }

  static from(thrown: unknown): CommandError {
    if (thrown instanceof CommandError) return thrown;
    const error = ChairsideError.from(thrown);
    const unexpected =
      error.code === 'UNEXPECTED' && thrown instanceof Error ? [`  ${thrown.name}: ${thrown.message}`] : [];
    return new CommandError(exitCodeOf(error), `${error.code}: ${error.message}`, ...unexpected);
  }
}
