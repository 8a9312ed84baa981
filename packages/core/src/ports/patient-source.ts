import type { PatientRef } from '../domain/ids.js';
import type { Patient, ScannedPatient } from '../domain/patient.js';

/** A patient who may be meant. */
export interface PatientCandidate extends Patient {
  /** A sentence on what is special about this record, for a person: that it is a second one of the same human being. */
  readonly remark?: string | undefined;
}

/** Found, none and ambiguous are three different answers. */
export type PatientSearch =
  /** Chart number and name agree with this patient and with nobody else. */
  | { readonly kind: 'found'; readonly patient: Patient }
  /** Nobody agrees in both; `near` are those who agree in one of them, for a person to look at. */
  | { readonly kind: 'none'; readonly near: readonly PatientCandidate[] }
  /** Several agree in both. */
  | { readonly kind: 'ambiguous'; readonly patients: readonly PatientCandidate[] };

/** Patients whose data may have changed, and where to go on. */
export interface ChangedPatients {
  readonly patients: readonly Patient[];
  /** Given back at the next call, once these patients are dealt with. */
  readonly cursor: string;
  /** Whether another call would bring more at once. */
  readonly more?: boolean | undefined;
}

/**
 * Who the practice's patients are. All calls may be repeated, in any order and at once, and change nothing. Each throws a
 * `transient` error when the source cannot be read: that nobody was found is an answer, never what a failure looks like.
 */
export interface PatientSource {
  /**
   * The patient with this reference, or undefined where there is none or none any more. A merged patient is answered as the
   * one who remains. References are those of `WantedRx.patient` and of `Patient.ref`, and what a person typed.
   */
  byRef(ref: PatientRef, signal: AbortSignal): Promise<Patient | undefined>;
  /**
   * By chart number and name, for scans that were started on the scanner; either may be blank. Look up everybody who has
   * the chart number or the name, widely, and let `judgePatients` decide: it does so alike for all adapters.
   */
  search(scanned: ScannedPatient, signal: AbortSignal): Promise<PatientSearch>;
  /**
   * Patients whose chart number, name, birth date or gender may have changed since the cursor; everybody, part by part,
   * where there is none. One who has not changed may be among them. The same cursor may come again, and one of long ago;
   * where the adapter cannot tell any more what it meant, it begins anew with everybody. Without this nothing is pushed to
   * the scanner's cloud by itself.
   */
  changed?(cursor: string | undefined, signal: AbortSignal): Promise<ChangedPatients>;
}
