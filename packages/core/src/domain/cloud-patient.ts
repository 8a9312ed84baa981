import type { PatientText } from '../errors/plain-text.js';
import type { Gender, PatientName } from './patient.js';

/** A patient as the scanner's cloud holds them (iTero DPMS API, Patient Management API). */
export interface CloudPatient extends PatientName {
  /** The cloud's own id, a GUID. */
  readonly id: string;
  /** Blank where the patient has none. */
  readonly chartNumber: PatientText;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: PatientText | undefined;
  readonly gender?: Gender | undefined;
  /** ISO 8601 in UTC. */
  readonly createdAt?: string | undefined;
  readonly updatedAt?: string | undefined;
  readonly lastScannedAt?: string | undefined;
}

/** Which patients are wanted; all of what is given must agree, and nothing given means everybody. */
export interface PatientFilter {
  /** `*` or `%` stands for anything. */
  readonly firstName?: PatientText | undefined;
  readonly lastName?: PatientText | undefined;
  readonly chartNumber?: PatientText | undefined;
  /** Days, `YYYY-MM-DD`: from this one on … */
  readonly updatedFrom?: string | undefined;
  /** … and before this one. */
  readonly updatedTo?: string | undefined;
  readonly lastScanFrom?: string | undefined;
  readonly lastScanTo?: string | undefined;
}

/** What is to be changed; what is absent stays. */
export interface PatientChange {
  readonly firstName?: PatientText | undefined;
  readonly lastName?: PatientText | undefined;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: PatientText | undefined;
  readonly gender?: Gender | undefined;
}

/** What may be changed of a patient who is named by the cloud's id. */
export interface PatientChangeById extends PatientName {
  readonly chartNumber: PatientText;
}

export type PatientUpdateAnswer =
  | { readonly kind: 'updated'; readonly patient?: CloudPatient | undefined }
  /** Nobody has this chart number, or this id. */
  | { readonly kind: 'unknown' }
  /** Several have this chart number, so nothing was changed. */
  | { readonly kind: 'several'; readonly patients: readonly CloudPatient[] };
