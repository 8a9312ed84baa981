import { z } from 'zod';

/** A visit that calls for a scan. What comes from outside is checked by it. */
export const Visit = z.object({
  id: z.number(),
  patient: z.number(),
  status: z.enum(['booked', 'done', 'cancelled']),
  doctor: z.string().nullable(),
  procedure: z.string().nullable(),
  note: z.string().nullable(),
});
export type Visit = Readonly<z.infer<typeof Visit>>;

export const Person = z.object({
  id: z.number(),
  chartNumber: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  /** `YYYY-MM-DD`. */
  birthDate: z.string().nullable(),
  /** Grows with each change of any patient. */
  changed: z.number(),
});
export type Person = Readonly<z.infer<typeof Person>>;

/**
 * The way to the practice software: the one part that knows how it is asked. Every call throws a `transient`
 * ChairsideError while the software cannot be reached.
 */
export interface Source {
  bookedVisits(signal: AbortSignal): Promise<readonly Visit[]>;
  /** Those of these visits that are there, and whether the book holds any visit at all. */
  visits(
    ids: readonly number[],
    signal: AbortSignal,
  ): Promise<{ readonly found: readonly Visit[]; readonly isFilled: boolean }>;
  person(id: number, signal: AbortSignal): Promise<Person | undefined>;
  /** Everybody with this chart number, or with this last name in any case of letters. */
  peopleLike(chartNumber: string, lastName: string, signal: AbortSignal): Promise<readonly Person[]>;
  /** So many people who changed after a change, in the order of their changes. */
  changedAfter(changed: number, limit: number, signal: AbortSignal): Promise<readonly Person[]>;
  close(): Promise<void>;
}
