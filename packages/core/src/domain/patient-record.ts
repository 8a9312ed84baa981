import type { CloudPatient } from './cloud-patient.js';
import type { ClinicId, PatientRef } from './ids.js';
import type { Patient } from './patient.js';
import type { Problem } from './problem.js';
import type { WorkProgress } from './work-progress.js';

/**
 * - `in-step`: the scanner's cloud holds what the DPMS says
 * - `changed`: a change of the DPMS is to be pushed
 * - `review`: a person must look before anything is changed at the cloud
 * - `failed`: the cloud refused the change
 * - `dismissed`: a person let the difference rest
 */
export const PATIENT_STATES = ['in-step', 'changed', 'review', 'failed', 'dismissed'] as const;
export type PatientState = (typeof PATIENT_STATES)[number];

/** A patient of whom the scanner's cloud knows through us. */
export interface PatientRecord extends WorkProgress {
  readonly clinic: ClinicId;
  readonly ref: PatientRef;
  readonly state: PatientState;
  /** What the cloud was last told, or was seen to hold: whom a search by the chart number must find. */
  readonly told: Patient;
  /** What the DPMS says now, where that differs. */
  readonly wanted?: Patient | undefined;
  /** Who at the cloud may be meant, for a person. */
  readonly matches?: readonly CloudPatient[] | undefined;
  /** The birth date of the DPMS that the cloud did not take: reported, and not sent again. */
  readonly birthDateRefused?: string | undefined;
  /** The fields of an update whose answer is not yet known: where the cloud holds them all the same, it was us. */
  readonly sending?: readonly string[] | undefined;
  readonly problem?: Problem | undefined;
}
