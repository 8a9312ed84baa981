import { ChairsideError } from '@chairside/core';

/** The ChairsideError that a promise ends with. */
export async function failure(work: Promise<unknown>): Promise<ChairsideError> {
  try {
    await work;
  } catch (error) {
    if (ChairsideError.is(error)) return error;
    throw error;
  }
  throw new Error('should have failed');
}

/** Everything of an error that could reach a log: its own text, its causes' and their members. */
export function everythingSaid(error: unknown): string {
  const parts: string[] = [];
  for (let next = error; next instanceof Error; next = next.cause) {
    parts.push(next.message, next.stack ?? '', JSON.stringify(next, Object.getOwnPropertyNames(next)));
  }
  return parts.join('\n');
}

const controller = new AbortController();
/** A signal that is never aborted. */
export const NEVER: typeof controller.signal = controller.signal;
