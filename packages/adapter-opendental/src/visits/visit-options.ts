/** The part of the adapter's options that says which visits ask for a scan, and what stands in the RX. */
export interface VisitOptions {
  /** Days after today. */
  readonly horizonDays: number;
  /** Also planned visits that were not scheduled yet. */
  readonly planned: boolean;
  readonly only: OnlyOptions;
  /** Template of the notes; `notesProblem` says what is wrong with one. */
  readonly notes: string;
}

/**
 * Only visits of these; an empty list: all. A number is Open Dental's own; a text is that number, or an abbreviation or
 * name in any letter case.
 */
export interface OnlyOptions {
  readonly clinics: readonly number[];
  /** The visit's dentist or hygienist. */
  readonly providers: readonly (number | string)[];
  readonly operatories: readonly (number | string)[];
  readonly appointmentTypes: readonly (number | string)[];
}
