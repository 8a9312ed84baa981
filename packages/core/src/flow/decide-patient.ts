import type { CloudPatient } from '../domain/cloud-patient.js';
import { contentDigest } from '../domain/digest.js';
import type { ClinicId } from '../domain/ids.js';
import { sameChartNumber, type Patient } from '../domain/patient.js';
import type { PatientRecord } from '../domain/patient-record.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import { isNothing, patientDifferences } from './patient-differences.js';
import { problemOf } from './retry.js';

export type PatientPatch = Partial<Omit<PatientRecord, 'clinic' | 'ref' | 'createdAt' | 'updatedAt' | 'version'>>;

/** The cloud holds what the DPMS says. */
export const IN_STEP = {
  state: 'in-step',
  wanted: undefined,
  matches: undefined,
  problem: undefined,
  dueAt: undefined,
  attempts: 0,
  backoff: 0,
  interrupted: 0,
} as const satisfies PatientPatch;

/** The record of a patient of whom the cloud was told for the first time. */
export function newPatient(clinic: ClinicId, told: Patient, now: number): PatientRecord {
  return {
    ...IN_STEP,
    clinic,
    ref: told.ref,
    told,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
}

/** A person must look; `matches` are those at the cloud who may be meant. */
export function inReview(
  code: ChairsideErrorCode,
  matches: readonly CloudPatient[] | undefined,
  now: number,
): PatientPatch {
  return { state: 'review', matches, problem: problemOf(new ChairsideError(code), now), dueAt: undefined };
}

/**
 * What to push of what the DPMS says of a patient now; undefined where the record may stay as it is. Where the DPMS has no
 * chart number any more, the one that the cloud knows stays: a blank one would be that of all who have none.
 */
export function afterReading(record: PatientRecord, read: Patient, now: number): PatientPatch | undefined {
  const { told, wanted, state } = record;
  const said = read.chartNumber.trim() === '' ? { ...read, chartNumber: told.chartNumber } : read;
  if (isNothing(patientDifferences(told, said, record.birthDateRefused)))
    return wanted === undefined || isReported(record, said) ? undefined : IN_STEP;
  // What waits for a person, or was let rest, is woken only by something new.
  const known = state !== 'in-step' && contentDigest(wanted) === contentDigest(said);
  return known ? undefined : changed(said, now);
}

/** What an RX that the cloud took changes: from now on its patient is known there as they were sent. */
export function afterSubmit(record: PatientRecord, sent: Patient, now: number): PatientPatch {
  const told = toldBySubmit(record.told, sent);
  const { wanted = told } = record;
  if (isNothing(patientDifferences(told, wanted, record.birthDateRefused)))
    return isReported(record, wanted) ? { told } : { ...IN_STEP, told };
  // The cloud took the chart number, so what spoke against a change may be over.
  return record.state === 'review' ? { ...changed(wanted, now), told } : { told };
}

function changed(wanted: Patient, now: number): PatientPatch {
  return { ...IN_STEP, state: 'changed', wanted, dueAt: now };
}

/** Whether a person is still to see that the cloud keeps another birth date. */
function isReported({ problem, birthDateRefused }: PatientRecord, { dateOfBirth }: Patient): boolean {
  return problem?.code === 'PATIENT_BIRTH_DATE_KEPT' && dateOfBirth === birthDateRefused;
}

/** An RX sets names; a birth date or gender that is stored stays (iTero DPMS API, Scan Request). */
function toldBySubmit(told: Patient, sent: Patient): Patient {
  if (!sameChartNumber(told.chartNumber, sent.chartNumber)) return sent;
  return { ...sent, dateOfBirth: told.dateOfBirth ?? sent.dateOfBirth, gender: told.gender ?? sent.gender };
}
