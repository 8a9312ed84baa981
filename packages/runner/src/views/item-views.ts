import { ERROR_CODES, type Patient, type Problem } from '@chairside/core';
import {
  reviewSentences,
  type CaptureRecord,
  type CloudPatient,
  type PatientRecord,
  type PendingStatus,
  type RxRecord,
  type ScanRecord,
  type ScanRevision,
} from '@chairside/core/house';
import { isoTime } from './iso-time.js';

/** How items are shown to the operator; the forms that `--json` and the API give. */

function patientView({ ref, chartNumber, firstName, lastName, dateOfBirth, gender }: Patient): object {
  return { ref, chartNumber, firstName, lastName, dateOfBirth, gender };
}

function problemView(problem: Problem | undefined): object | null {
  return problem === undefined
    ? null
    : { code: problem.code, class: problem.class, text: problem.text, at: isoTime(problem.at) };
}

/** When an item that met a problem is tried next, for a table. */
export function nextTry({ dueAt, problem }: Pick<RxRecord, 'dueAt' | 'problem'>): string {
  return (problem && isoTime(dueAt)) ?? '';
}

/** A case that the lab sent back waits for the clinic, though nothing of it has failed. */
export function sentBack({ sentBackAt }: ScanRecord): Problem | undefined {
  if (sentBackAt === undefined) return undefined;
  const { class: its, text } = ERROR_CODES.SCAN_SENT_BACK;
  return { code: 'SCAN_SENT_BACK', class: its, text, at: sentBackAt };
}

export function rxView(record: RxRecord): object {
  const { clinic, key, generation, state, wanted, choice, sent, rxId, orderId, attempts, problem, cancelled } = record;
  const patient = sent?.patient ?? wanted.patientDetails;
  return {
    clinic,
    key,
    state,
    rxId: rxId ?? null,
    orderId: orderId ?? null,
    generation,
    cancelled,
    overSince: isoTime(record.overSince) ?? null,
    resends: record.resends ?? 0,
    patient: patient === undefined ? { ref: wanted.patient } : patientView(patient),
    doctor: wanted.doctor ?? null,
    doctorId: choice?.doctorId ?? sent?.doctorId ?? wanted.doctorId ?? null,
    licenseNumber: sent?.licenseNumber ?? null,
    labId: choice?.labId ?? sent?.labId ?? wanted.labId ?? null,
    procedureMapId: choice?.procedureMapId ?? sent?.procedureMapId ?? wanted.procedureMapId ?? null,
    procedureCode: wanted.procedureCode ?? null,
    attempts,
    interrupted: record.interrupted,
    dueAt: isoTime(record.dueAt) ?? null,
    problem: problemView(problem),
    createdAt: isoTime(record.createdAt),
    updatedAt: isoTime(record.updatedAt),
  };
}

function captureView(capture: CaptureRecord): object {
  const { captureId, state, takenAt, attempts, interrupted, dueAt, problem, receipt } = capture;
  return {
    captureId,
    state,
    takenAt: takenAt ?? null,
    attempts,
    interrupted,
    dueAt: isoTime(dueAt) ?? null,
    problem: problemView(problem),
    files: receipt?.files ?? [],
  };
}

/** Revisions and screen captures stand in it only where they were looked up. */
export function scanView(
  record: ScanRecord,
  revisions?: readonly ScanRevision[],
  captures?: readonly CaptureRecord[],
): object {
  const { clinic, orderId, state, order, rxKey, patient, match, revision, attempts, notReady, problem } = record;
  return {
    clinic,
    orderId,
    state,
    status: order.status,
    stage: order.stage ?? null,
    sentBackAt: isoTime(record.sentBackAt) ?? null,
    rxId: order.rxId ?? null,
    rxKey: rxKey ?? null,
    scannedAt: order.scannedAt,
    // An order of a procedure that iTero does not name has its case type.
    procedure: order.procedure ?? order.caseType ?? null,
    procedureType: order.procedureType ?? null,
    viewerUrl: order.viewerUrl ?? null,
    scannedPatient: order.patient,
    patient: patient === undefined ? null : patientView(patient),
    match: match ?? null,
    revision,
    attempts,
    notReady,
    interrupted: record.interrupted,
    dueAt: isoTime(record.dueAt) ?? null,
    problem: problemView(problem ?? sentBack(record)),
    revisions: revisions?.map(({ revision: number, digest, receipt, filedAt }) => ({
      revision: number,
      digest,
      files: receipt.files,
      filedAt: isoTime(filedAt),
    })),
    captures: captures?.map(captureView),
    createdAt: isoTime(record.createdAt),
    updatedAt: isoTime(record.updatedAt),
  };
}

/** Why no rule may file a scan, and who may be meant: codes that stay as they are, and the same in words. */
export function reviewView(record: ScanRecord): object {
  const { clinic, orderId, order, rxKey, doubts = [], candidates = [], takenBack, problem } = record;
  return {
    kind: 'scan',
    clinic,
    orderId,
    rxId: order.rxId ?? null,
    rxKey: rxKey ?? null,
    scannedAt: order.scannedAt,
    status: order.status,
    doctor: order.doctorName ?? null,
    scannedPatient: order.patient,
    reasons: doubts,
    why: reviewSentences(doubts),
    candidates: candidates.map(({ patient, reasons = [], why }) => ({ patient: patientView(patient), reasons, why })),
    takenBack: takenBack !== undefined,
    left: takenBack?.left ?? [],
    problem: problemView(problem),
  };
}

/** A patient as iTero has them. */
export function cloudPatientView(patient: CloudPatient): object {
  const { id, chartNumber, firstName, lastName, dateOfBirth, gender, createdAt, updatedAt, lastScannedAt } = patient;
  return {
    id,
    chartNumber,
    firstName,
    lastName,
    dateOfBirth: dateOfBirth ?? null,
    gender: gender ?? null,
    createdAt: createdAt ?? null,
    updatedAt: updatedAt ?? null,
    lastScannedAt: lastScannedAt ?? null,
  };
}

/** Whom it is about, as the DPMS has them, what iTero was told, and who at iTero may be meant. */
export function patientReviewView({ clinic, told, wanted, matches = [], problem }: PatientRecord): object {
  return {
    kind: 'patient',
    clinic,
    patient: patientView(wanted ?? told),
    told: patientView(told),
    matches: matches.map(cloudPatientView),
    problem: problemView(problem),
  };
}

export function patientRecordView(record: PatientRecord): object {
  return {
    ...patientReviewView(record),
    state: record.state,
    attempts: record.attempts,
    interrupted: record.interrupted,
    dueAt: isoTime(record.dueAt) ?? null,
    createdAt: isoTime(record.createdAt),
    updatedAt: isoTime(record.updatedAt),
  };
}

/** What the practice software is still to be told, and why it was not. */
export function pendingStatusView(clinic: string, { id, update, interrupted, dueAt, problem }: PendingStatus): object {
  return {
    clinic,
    number: id,
    rxKey: update.kind === 'rx' ? update.key : null,
    orderId: update.kind === 'rx' ? null : update.order.orderId,
    state: update.state,
    saidAt: isoTime(update.at),
    interrupted,
    dueAt: isoTime(dueAt) ?? null,
    problem: problemView(problem),
  };
}
