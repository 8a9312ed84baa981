import { ChairsideError } from '@chairside/core';

/** Runs a step of the vault; whatever goes wrong in it is VAULT_FAILED with `detail`, which names no secret. */
export async function vaultStep<T>(detail: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (ChairsideError.is(error)) throw error;
    throw new ChairsideError('VAULT_FAILED', { cause: error, detail });
  }
}
