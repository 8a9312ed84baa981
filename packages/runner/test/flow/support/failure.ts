import { ChairsideError, type ChairsideErrorCode, type ChairsideErrorOptions } from '@chairside/core';

/** A move of a script: the call throws, and nothing happened. */
export function failure(code: ChairsideErrorCode, options?: ChairsideErrorOptions) {
  return { do: 'fail', error: new ChairsideError(code, options) } as const;
}
