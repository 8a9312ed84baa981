import { ChairsideError } from '@chairside/core';
import { must } from '../broken.js';

/** System errors that count as `DPMS_UNREACHABLE` wherever they come from. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'EIO',
]);

/** What is thrown while the practice cannot be reached must be an error that waits: nobody's fault, and not counted. */
export function mustWait(thrown: unknown, call: string): void {
  if (ChairsideError.is(thrown)) {
    const { code, class: kind } = thrown;
    must(
      kind === 'transient' || kind === 'rate-limited',
      `${call} throws ${code} while the practice cannot be reached, which counts as a failure of the item: throw a transient error`,
    );
    return;
  }
  const code: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'code') : undefined;
  must(
    typeof code === 'string' && UNREACHABLE.has(code),
    `${call} throws no ChairsideError while the practice cannot be reached (${String(code)}), so it counts as a fault of the adapter`,
  );
}
