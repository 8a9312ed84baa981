import { ChairsideError, ERROR_CODES, type ChairsideErrorCode } from '@chairside/core';
import { errorTraces } from '../log/error-traces.js';

/** What the system says of a network or a disk that is away: nobody's fault, and waiting helps. */
const AWAY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTCONN',
  'ESTALE',
]);

/** What the system says of a disk: a full one is no fault of the scan that was to be filed. */
const OF_A_DISK: ReadonlyMap<string, ChairsideErrorCode> = new Map([
  ['ENOSPC', 'CHART_FULL'],
  ['EDQUOT', 'CHART_FULL'],
  ['EIO', 'CHART_UNREACHABLE'],
  ['EROFS', 'CHART_UNREACHABLE'],
]);

/** The system's or library's code of an error, where it has one. */
export function systemCode(thrown: unknown): string | undefined {
  const { code } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : undefined;
}

/**
 * What an adapter threw, as the contract of its ports has it. One of its own copy of core is made one of this; a code that
 * is not known here, and whatever is no ChairsideError, is ADAPTER_FAILED of the call that is named.
 */
export function adapterError(thrown: unknown, call: string, signal: AbortSignal): ChairsideError {
  if (ChairsideError.is(thrown)) {
    if (thrown instanceof ChairsideError) return thrown;
    const { code, detail, shown, advice, retryAfter } = thrown as ChairsideError;
    if (Object.hasOwn(ERROR_CODES, code)) return new ChairsideError(code, { detail, shown, advice, retryAfter });
    return new ChairsideError('ADAPTER_FAILED', { detail: `${call}: ${systemCode(thrown) ?? 'an unknown code'}` });
  }
  if (signal.aborted) return new ChairsideError('STOPPED', { cause: thrown });
  const system = systemCode(thrown);
  const waiting = waitingCode(system ?? '', call);
  if (waiting !== undefined) return new ChairsideError(waiting, { detail: call, cause: thrown });
  // For its maker: where it was thrown. What it says may name a patient.
  const [trace = ''] = errorTraces(thrown);
  return new ChairsideError('ADAPTER_FAILED', { detail: `${call}: ${trace.trim()}`, cause: thrown });
}

/** For what is nobody's fault and passes; undefined for all else. */
function waitingCode(system: string, call: string): ChairsideErrorCode | undefined {
  const ofDisk = /(^|: )sink\./.test(call) ? OF_A_DISK.get(system) : undefined;
  return ofDisk ?? (AWAY.has(system) ? 'DPMS_UNREACHABLE' : undefined);
}
