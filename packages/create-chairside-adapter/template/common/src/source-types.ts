/** A visit that calls for a scan. */
export interface Visit {
  readonly id: number;
  readonly patient: number;
  readonly status: 'booked' | 'done' | 'cancelled';
  readonly doctor: string | null;
  readonly procedure: string | null;
  readonly note: string | null;
}

export interface Person {
  readonly id: number;
  readonly chartNumber: string;
  readonly firstName: string;
  readonly lastName: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  /** Grows with each change of any patient. */
  readonly changed: number;
}

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
