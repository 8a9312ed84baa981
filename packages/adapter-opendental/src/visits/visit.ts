import type { ScanWish } from '../procedures/procedure-map.js';

/** appointment.AptStatus */
export const STATUS = { scheduled: 1, complete: 2, unscheduled: 3, asap: 4, broken: 5, planned: 6 } as const;

/** A visit as the appointment table has it. Numbers of Open Dental are text: as numbers large ones would lose digits. */
export interface Visit {
  /** appointment.AptNum */
  readonly number: string;
  /** Names it in keys: its number, or `p` and that of the planned visit which it carries out. */
  readonly name: string;
  readonly patient: string;
  readonly patientDeleted: boolean;
  readonly status: number;
  /** From the database server's today; undefined for a visit without a date. */
  readonly daysAhead: number | undefined;
  /** The patient was seated today. */
  readonly seated: boolean;
  readonly dentist: string;
  readonly hygienist: string;
  readonly operatory: string;
  readonly clinic: string;
  readonly type: string;
}

/** A procedure of a visit, in the practice's own words. */
export interface VisitProcedure {
  readonly visit: string;
  readonly completed: boolean;
  readonly code: string;
  readonly description: string;
  /** Universal numbers, as stored. */
  readonly teeth: readonly string[];
  /** Surfaces, a quadrant, a sextant or an arch. */
  readonly surfaces: string;
  /** The teeth, the quadrant or the arch, as stored. */
  readonly places: readonly string[];
}

/** A procedure that asks for a scan. */
export interface WishedProcedure extends VisitProcedure {
  readonly wish: ScanWish;
}

/** A visit with the procedures that ask for a scan. */
export interface BookedVisit extends Visit {
  /** Still to be done. */
  readonly procedures: readonly WishedProcedure[];
  /** The patient is in the chair, or something was done already. */
  readonly begun: boolean;
}

/** Whether it stands in the book, at whatever day: early versions keep those who would come sooner under a status of their own. */
export function isScheduled({ status }: Visit): boolean {
  return status === STATUS.scheduled || status === STATUS.asap;
}
