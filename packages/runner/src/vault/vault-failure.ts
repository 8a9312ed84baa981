import { ChairsideError } from '@chairside/core';
import { errnoOf } from '@chairside/core/files';

/** Runs a step of the vault; whatever goes wrong in it is VAULT_FAILED with `detail`, which names no secret. */
export async function vaultStep<T>(detail: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (ChairsideError.is(error)) throw error;
    throw new ChairsideError('VAULT_FAILED', { cause: error, detail });
  }
}

/** The same for one that writes: what the disk refuses is VAULT_UNWRITABLE, with the system's code, and passes. */
export async function vaultWrite<T>(detail: string, step: () => T | Promise<T>): Promise<T> {
  return await vaultStep(detail, async () => {
    try {
      return await step();
    } catch (error) {
      const errno = errnoOf(error);
      if (ChairsideError.is(error) || errno === undefined) throw error;
      throw new ChairsideError('VAULT_UNWRITABLE', { cause: error, detail: errno });
    }
  });
}
