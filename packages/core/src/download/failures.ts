import { ChairsideError } from '../errors/chairside-error.js';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** The code of an error that a call to the operating system gave, such as `ENOSPC`. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What went wrong on the local disk, in the words of the table of errors; other errors keep theirs. */
export function stagingFailure(error: unknown, signal?: AbortSignal): ChairsideError {
  if (ChairsideError.is(error)) return error;
  const code = systemCode(error);
  if (signal?.aborted === true || code === undefined) return ChairsideError.from(error, 'UNEXPECTED', signal);
  return new ChairsideError(FULL.has(code) ? 'STAGING_FULL' : 'STAGING_FAILED', { cause: error, detail: code });
}

/** The download itself is at fault: it is thrown away and fetched again. */
export function corrupt(detail: string, cause?: unknown): ChairsideError {
  return new ChairsideError('DOWNLOAD_CORRUPT', { detail, cause });
}

/** The ZIP holds what a scan never holds. `rule` says which rule it breaks, never a name from the ZIP. */
export function refused(rule: string): ChairsideError {
  return new ChairsideError('ZIP_REFUSED', { detail: rule });
}
