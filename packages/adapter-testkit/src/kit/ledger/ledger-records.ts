import { ClinicId, OrderId, PatientRef, RxKey, type Patient, type RxStatus } from '@chairside/core';
import type { CaptureRecord, PatientRecord, RxRecord, ScanRecord } from '@chairside/core/house';

/** The clinic of all these records. */
export const CLINIC: ClinicId = ClinicId('main-street');

/** The made-up patient of all these records. */
export const PATIENT: Patient = {
  ref: PatientRef('1001'),
  chartNumber: '1001',
  firstName: 'Sample',
  lastName: 'Patient',
};

const PROGRESS = { attempts: 0, backoff: 0, interrupted: 0, createdAt: 1_000, updatedAt: 1_000, version: 0 };

/** An RX that is wanted, but for what `changes` says. */
export function rx(key: string, changes: Partial<RxRecord> = {}): RxRecord {
  return {
    ...PROGRESS,
    clinic: CLINIC,
    key: RxKey(key),
    generation: 1,
    state: 'wanted',
    wanted: { key: RxKey(key), patient: PATIENT.ref, doctor: 'DrSample' },
    digest: 'd'.repeat(64),
    cancelled: false,
    ...changes,
  };
}

/** A scan that was just listed, but for what `changes` says. */
export function scan(orderId: string, changes: Partial<ScanRecord> = {}): ScanRecord {
  return {
    ...PROGRESS,
    clinic: CLINIC,
    orderId: OrderId(orderId),
    state: 'listed',
    order: {
      orderId: OrderId(orderId),
      scannedAt: '2026-01-02T03:04:05Z',
      patient: { chartNumber: '1001', firstName: 'Sample', lastName: 'Patient' },
      status: 'Completed',
      preps: [],
      assets: {},
    },
    fingerprint: `print-${orderId}`,
    revision: 0,
    notReady: 0,
    ...changes,
  };
}

/** A screen capture that was just listed, but for what `changes` says. */
export function capture(orderId: string, captureId: string, changes: Partial<CaptureRecord> = {}): CaptureRecord {
  return {
    ...PROGRESS,
    clinic: CLINIC,
    orderId: OrderId(orderId),
    captureId,
    state: 'listed',
    url: `https://files.example/${captureId}`,
    takenAt: '2026-01-02T03:04:05Z',
    ...changes,
  };
}

/** What StatusSink is told of an RX; `at` in milliseconds since 1970. */
export function told(key: string, state: RxRecord['state'], at: number): RxStatus {
  return { kind: 'rx', key: RxKey(key), state, files: [], at };
}

/** A patient of whom the cloud knows what the DPMS says, but for what `changes` says. */
export function patient(ref: string, changes: Partial<PatientRecord> = {}): PatientRecord {
  return {
    ...PROGRESS,
    clinic: CLINIC,
    ref: PatientRef(ref),
    state: 'in-step',
    told: { ...PATIENT, ref: PatientRef(ref), chartNumber: ref },
    ...changes,
  };
}
