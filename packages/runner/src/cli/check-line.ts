import { ERROR_CODES, type ChairsideErrorCode, type Finding } from '@chairside/core';
import { EXIT, exitCodeOf } from './command-error.js';

/** A line of the check; `notPaired` has its own exit code. */
export interface CheckLine extends Finding {
  readonly clinic?: string | undefined;
  /** Where in the configuration, where the line is about a place in it. */
  readonly path?: string | undefined;
  readonly notPaired?: boolean | undefined;
}

/** How an error counts for the check: what waiting may mend is only unreachable. */
export function levelOf(code: ChairsideErrorCode): Finding['level'] {
  if (exitCodeOf(code) === EXIT.usage) return 'refused';
  return ['transient', 'rate-limited', 'not-ready'].includes(ERROR_CODES[code].class) ? 'unreachable' : 'problem';
}
