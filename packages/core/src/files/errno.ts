import { ChairsideError } from '../errors/chairside-error.js';
import type { ChairsideErrorCode } from '../errors/codes.js';

/** The operating system's code of a failed call (`ENOENT` …), or undefined. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Any failure of a folder as a ChairsideError: `unreachable` where the system refused a call, `full` where the disk is
 * full. Only the system's code goes into the text: its own sentence holds the path, and a path may hold a name.
 */
export function folderError(
  error: unknown,
  unreachable: ChairsideErrorCode,
  full: ChairsideErrorCode = unreachable,
  signal?: AbortSignal,
): ChairsideError {
  if (ChairsideError.is(error)) return error;
  if (signal?.aborted === true) return new ChairsideError('STOPPED', { cause: error });
  const errno = errnoOf(error);
  if (errno === undefined) return new ChairsideError('UNEXPECTED', { cause: error });
  const code = errno === 'ENOSPC' || errno === 'EDQUOT' ? full : unreachable;
  return new ChairsideError(code, { cause: error, detail: errno });
}

/** Throws STOPPED when the service is ending. */
export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new ChairsideError('STOPPED');
}
