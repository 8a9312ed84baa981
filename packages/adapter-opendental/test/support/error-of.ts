import { ChairsideError } from '@chairside/core';

/** The error of the ports that a promise ends with; undefined where it ends well. Anything else is thrown on. */
export async function errorOf(work: Promise<unknown>): Promise<ChairsideError | undefined> {
  try {
    await work;
    return undefined;
  } catch (thrown) {
    if (ChairsideError.is(thrown)) return thrown;
    throw thrown;
  }
}
