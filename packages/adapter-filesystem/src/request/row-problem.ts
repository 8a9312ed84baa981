import type { ChairsideErrorCode } from '@chairside/core';

/** What is wrong in a request file, as `NAME.error.json` says it. Names places, never the values that stand there. */
export interface RowProblem {
  /** From 1; null where the whole file is meant. */
  readonly line: number | null;
  readonly field: string | null;
  readonly code: ChairsideErrorCode;
  readonly message: string;
  readonly expected: string;
}
