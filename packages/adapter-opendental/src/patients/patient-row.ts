import { PatientRef, type Gender, type Patient } from '@chairside/core';

/** What the scanner gets as the chart number. */
export type ChartNumberColumn = 'PatNum' | 'ChartNumber';

/** The columns of a patient, for the SELECT of whoever reads one. */
export const PATIENT_COLUMNS = 'PatNum, LName, FName, ChartNumber, PatStatus, Gender, Birthdate';

/** patient.PatStatus */
export const ARCHIVED = 3;
export const DELETED = 4;

/** patient.Gender; the scanner's cloud knows no others. */
const GENDERS: Readonly<Record<number, Gender>> = { 0: 'Male', 1: 'Female' };

/** Open Dental means none by an earlier year. */
const FIRST_YEAR = 1880;

export interface PatientRow {
  readonly PatNum: number | string;
  readonly LName: string | null;
  readonly FName: string | null;
  readonly ChartNumber: string;
  readonly PatStatus: number;
  readonly Gender: number;
  /** `YYYY-MM-DD` */
  readonly Birthdate: string | null;
}

/** `YYYY-MM-DD`, or undefined for a day that means none, such as `0001-01-01` or `0000-00-00`. */
function birthDate(text: string | null): string | undefined {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text) || /-00/.test(text)) return undefined;
  return Number(text.slice(0, 4)) < FIRST_YEAR ? undefined : text;
}

/** A row as the patient that it is. The chart number is empty where the practice gave none. */
export function patientOf(row: PatientRow, chartNumber: ChartNumberColumn): Patient {
  return {
    ref: PatientRef(String(row.PatNum)),
    chartNumber: String(row[chartNumber]).trim(),
    firstName: (row.FName ?? '').trim(),
    lastName: (row.LName ?? '').trim(),
    dateOfBirth: birthDate(row.Birthdate),
    gender: GENDERS[row.Gender],
  };
}
