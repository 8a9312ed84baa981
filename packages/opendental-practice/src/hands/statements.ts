/** What a person at Open Dental changes in rows that are there; a table's time stamp follows by itself. */
export const MOVE_VISIT = 'UPDATE appointment SET AptDateTime = ? WHERE AptNum = ?';
export const SET_VISIT_STATUS = 'UPDATE appointment SET AptStatus = ? WHERE AptNum = ?';
export const TAKE_OUT_OF_THE_BOOK = 'UPDATE appointment SET AptStatus = ?, Op = 0 WHERE AptNum = ?';
export const DELETE_VISIT = 'DELETE FROM appointment WHERE AptNum = ?';
export interface VisitRow {
  readonly patient: number;
  readonly provider: number;
  readonly hygienist: number;
  readonly isHygiene: number;
  readonly op: number;
  readonly clinic: number;
  readonly type: number;
  readonly status: number;
  readonly at: string;
}
export const VISIT_OF = `
  SELECT PatNum AS patient, ProvNum AS provider, ProvHyg AS hygienist, IsHygiene AS isHygiene, Op AS op,
    ClinicNum AS clinic, AppointmentTypeNum AS type, AptStatus AS status, CAST(AptDateTime AS CHAR) AS at
  FROM appointment WHERE AptNum = ?`;

export const COMPLETE_PROCEDURES = `
  UPDATE procedurelog SET ProcStatus = 2, ProcDate = CURDATE(), DateComplete = CURDATE()
  WHERE AptNum = ? AND ProcStatus = 1`;
export const DETACH_PROCEDURES = 'UPDATE procedurelog SET AptNum = 0 WHERE AptNum = ?';
export const DETACH_PLANNED_PROCEDURES = 'UPDATE procedurelog SET PlannedAptNum = 0 WHERE PlannedAptNum = ?';
export const SCHEDULE_PROCEDURES = 'UPDATE procedurelog SET AptNum = ? WHERE PlannedAptNum = ?';
export const SET_PROCEDURE_STATUS = 'UPDATE procedurelog SET ProcStatus = ? WHERE ProcNum = ?';
export const DETACH_PROCEDURE = 'UPDATE procedurelog SET AptNum = 0, PlannedAptNum = 0 WHERE ProcNum = ?';
export const PROCEDURES_OF = `
  SELECT ProcNum AS number FROM procedurelog WHERE AptNum = ? OR PlannedAptNum = ? ORDER BY ProcNum`;

export const CODE_NUMBER = 'SELECT CodeNum AS number FROM procedurecode WHERE ProcCode = ?';
export interface PersonRow {
  readonly last: string;
  readonly first: string;
  readonly birthDate: string;
  readonly gender: number;
  readonly clinic: number;
}
export const PERSON_OF = `
  SELECT LName AS last, FName AS first, CAST(Birthdate AS CHAR) AS birthDate, Gender AS gender, ClinicNum AS clinic
  FROM patient WHERE PatNum = ?`;
/** Whatever hangs on a patient and goes over to another when the two are merged. */
export const MOVE_TO_PATIENT = ['appointment', 'procedurelog', 'document', 'toothinitial'].map(
  (table) => `UPDATE ${table} SET PatNum = ? WHERE PatNum = ?`,
);

export const SET_PREFERENCE = 'UPDATE preference SET ValueString = ? WHERE PrefName = ?';
export const DELETE_DOCUMENT = 'DELETE FROM document WHERE DocNum = ?';
export const IN_DAYS = 'SELECT CAST(TIMESTAMP(CURDATE() + INTERVAL ? DAY, ?) AS CHAR) AS at';
