import type { ErrorClass, Finding } from '@chairside/core';

/** A line of the check; `notPaired` has its own exit code. */
export interface CheckLine extends Finding {
  readonly clinic?: string | undefined;
  readonly notPaired?: boolean | undefined;
}

/** How an error counts for the check: what waiting may mend is only unreachable. */
export function levelOf(errorClass: ErrorClass): Finding['level'] {
  return ['transient', 'rate-limited', 'not-ready'].includes(errorClass) ? 'unreachable' : 'problem';
}
