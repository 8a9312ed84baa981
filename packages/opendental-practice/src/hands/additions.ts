import type { Area, Gender, PatientStatus, ProcedureStatus, VisitStatus } from '../schema/statuses.js';

/** A point of time: `YYYY-MM-DD HH:MM:SS`, or so many days from the database server's today, at nine unless said. */
export type When = string | { readonly inDays: number; readonly time?: string };

export interface NewPatient {
  readonly last: string;
  readonly first: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string;
  readonly gender?: Gender;
  readonly status?: PatientStatus;
  readonly chartNumber?: string;
  /** Empty as long as Open Dental has stored no folder for the patient. */
  readonly imageFolder?: string;
  readonly clinic?: number;
}

export interface NewProvider {
  readonly abbr: string;
  readonly last: string;
  readonly first: string;
  readonly suffix?: string;
  readonly hidden?: boolean;
  readonly noPerson?: boolean;
  /** Stored for the practice as a whole (ClinicNum 0). */
  readonly license?: string;
}

export interface NewOperatory {
  readonly name: string;
  readonly abbr: string;
  readonly clinic?: number;
}

export interface NewCode {
  readonly code: string;
  readonly words: string;
  readonly area: Area;
}

/** An image category; the letters of `flags` are those of definition.ItemValue, `L` is the patients' portal. */
export interface NewCategory {
  readonly name: string;
  readonly flags?: string;
  readonly hidden?: boolean;
}

/** A code that the practice does not have yet is added to its list. */
export interface NewProcedure {
  readonly code: string;
  readonly tooth?: string;
  /** Surfaces, a quadrant (`UR`) or an arch (`U`). */
  readonly surf?: string;
  /** `2,3,14`. */
  readonly range?: string;
  /** Treatment-planned unless said, or complete where the visit is. */
  readonly status?: ProcedureStatus;
  /** The visit's unless said. */
  readonly provider?: number;
}

export interface NewVisit {
  readonly patient: number;
  /** Tomorrow at nine unless said; a planned visit has none. */
  readonly at?: When;
  /** Scheduled unless said. */
  readonly status?: VisitStatus;
  readonly provider?: number;
  readonly hygienist?: number;
  readonly isHygiene?: boolean;
  readonly op?: number;
  readonly clinic?: number;
  readonly type?: number;
  readonly procedures?: readonly NewProcedure[];
}

export interface NewDocument {
  readonly patient: number;
  readonly fileName: string;
  /** The file name unless said. */
  readonly description?: string;
  readonly category?: number;
  readonly created?: When;
}
