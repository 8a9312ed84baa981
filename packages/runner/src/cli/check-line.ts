import type { Finding } from '@chairside/core';

/** A line of the check; `notPaired` has its own exit code. */
export interface CheckLine extends Finding {
  readonly clinic?: string | undefined;
  readonly notPaired?: boolean | undefined;
}
