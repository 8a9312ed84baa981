import type { Parameters } from 'fast-check';

/**
 * How a property is tried: always with the same values, so that a failure is no accident; `PROPERTY_SEED` tries others.
 * fast-check prints the seed of a failure, and the smallest value that fails.
 */
export function runs<T>(numRuns: number): Parameters<T> {
  return { numRuns, seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_127) };
}
