import type { PatientText } from '../errors/plain-text.js';
import type { PatientRef } from './ids.js';

/** The gender of a patient, as far as the scanner's cloud knows one. */
export type Gender = 'Male' | 'Female';

/** A patient's names as one system spells them. */
export interface PatientName {
  readonly firstName: PatientText;
  readonly lastName: PatientText;
}

/** A patient as the DPMS knows them. */
export interface Patient extends PatientName {
  readonly ref: PatientRef;
  /** What the scanner shows and sends back; never empty. */
  readonly chartNumber: PatientText;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: PatientText | undefined;
  readonly gender?: Gender | undefined;
}

/** What a scan says of its patient; everything may be blank when it was started on the scanner. */
export interface ScannedPatient extends PatientName {
  readonly chartNumber: PatientText;
}

function comparable(text: string): string {
  // Upper case first: so that ß folds to ss, as full case folding does.
  return text
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\p{White_Space}\p{P}]/gu, '');
}

/**
 * Whether two spellings are the same name: after NFKC, case folding and removal of spaces and punctuation, no more.
 * A blank name agrees with nothing.
 */
export function sameName(one: PatientName, other: PatientName): boolean {
  const first = comparable(one.firstName);
  const last = comparable(one.lastName);
  if (first === '' && last === '') return false;
  return first === comparable(other.firstName) && last === comparable(other.lastName);
}

/** Whether two chart numbers are the same one. A blank chart number agrees with nothing. */
export function sameChartNumber(one: string, other: string): boolean {
  return one.trim() !== '' && one.trim() === other.trim();
}
