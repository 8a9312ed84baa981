import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClinicId } from '@chairside/core';

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * Finds whose secret it is. The time it takes tells nothing of how near a guess is: digests are compared, all of them,
 * each in constant time.
 */
export function webhookSecrets(secrets: ReadonlyMap<ClinicId, string>): (secret: string) => ClinicId | undefined {
  const known = [...secrets].map(([clinic, secret]) => ({ clinic, digest: digest(secret) }));
  return (secret) => {
    const guess = digest(secret);
    return known.filter((entry) => timingSafeEqual(entry.digest, guess)).map(({ clinic }) => clinic)[0];
  };
}
