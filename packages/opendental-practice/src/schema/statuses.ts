/** Numbers of appointment.AptStatus. */
export const VISIT = {
  scheduled: 1,
  complete: 2,
  unscheduled: 3,
  broken: 5,
  planned: 6,
  note: 7,
  noteCompleted: 8,
} as const;

export type VisitStatus = keyof typeof VISIT;

/** Numbers of procedurelog.ProcStatus. */
export const PROCEDURE = {
  treatmentPlanned: 1,
  complete: 2,
  existingCurrent: 3,
  existingOther: 4,
  referred: 5,
  deleted: 6,
  condition: 7,
  inactivePlan: 8,
} as const;

export type ProcedureStatus = keyof typeof PROCEDURE;

/** Numbers of patient.PatStatus. */
export const PATIENT = {
  patient: 0,
  nonPatient: 1,
  inactive: 2,
  archived: 3,
  deleted: 4,
  deceased: 5,
  prospective: 6,
} as const;

export type PatientStatus = keyof typeof PATIENT;

/** Numbers of patient.Gender. */
export const GENDER = { male: 0, female: 1, unknown: 2, other: 3 } as const;

export type Gender = keyof typeof GENDER;

/** Numbers of patientlink.LinkType. */
export const LINK = { merge: 1, clone: 2 } as const;

/** Numbers of procedurecode.TreatArea: what a procedure is done to. */
export const AREA = {
  none: 0,
  surface: 1,
  tooth: 2,
  mouth: 3,
  quadrant: 4,
  sextant: 5,
  arch: 6,
  toothRange: 7,
} as const;

export type Area = keyof typeof AREA;

/** definition.Category of the image categories. */
export const IMAGE_CATEGORIES = 18;
