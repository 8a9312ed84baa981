import { ClinicId, OrderId, PatientRef, RxId, RxKey } from '@chairside/core';
import type { CaptureRecord, PatientRecord, RxRecord, ScanRecord } from '@chairside/core/house';

/** What every table of work has. */
interface WorkRow {
  /** Counts up with each insert. */
  readonly id: number;
  readonly clinic: string;
  readonly state: string;
  readonly due_at: number | null;
  readonly version: number;
  readonly body: string;
}

export interface RxRow extends WorkRow {
  readonly key: string;
  readonly generation: number;
  readonly rx_id: string | null;
  readonly order_id: string | null;
}

export interface ScanRow extends WorkRow {
  readonly order_id: string;
  readonly fingerprint: string;
  readonly sent_back_at: number | null;
}

export interface CaptureRow extends WorkRow {
  readonly order_id: string;
  readonly capture_id: string;
}

export interface PatientRow extends WorkRow {
  readonly ref: string;
}

/** A row as the insert and update statements name its parts. */
export type Parameters = Readonly<Record<string, string | number | null>>;

/** The stored row, with the next version, of an RX. */
export function rxParameters(record: RxRecord): Parameters {
  const { clinic, key, generation, state, rxId, orderId, dueAt, version, ...rest } = record;
  return {
    clinic,
    key,
    generation,
    state,
    rxId: rxId ?? null,
    orderId: orderId ?? null,
    dueAt: dueAt ?? null,
    version: version + 1,
    body: JSON.stringify(rest),
  };
}

export function rxRecord(row: RxRow): RxRecord {
  return {
    ...(JSON.parse(row.body) as Omit<RxRecord, 'clinic' | 'key' | 'generation' | 'state' | 'version'>),
    clinic: ClinicId(row.clinic),
    key: RxKey(row.key),
    generation: row.generation,
    state: row.state as RxRecord['state'],
    ...(row.rx_id === null ? {} : { rxId: RxId(row.rx_id) }),
    ...(row.order_id === null ? {} : { orderId: OrderId(row.order_id) }),
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    version: row.version,
  };
}

/** The stored row, with the next version, of a scan. */
export function scanParameters(record: ScanRecord): Parameters {
  const { clinic, orderId, state, fingerprint, sentBackAt, dueAt, version, ...rest } = record;
  return {
    clinic,
    orderId,
    rxId: rest.order.rxId ?? null,
    state,
    fingerprint,
    sentBackAt: sentBackAt ?? null,
    dueAt: dueAt ?? null,
    version: version + 1,
    body: JSON.stringify(rest),
  };
}

export function scanRecord(row: ScanRow): ScanRecord {
  return {
    ...(JSON.parse(row.body) as Omit<
      ScanRecord,
      'clinic' | 'orderId' | 'state' | 'fingerprint' | 'sentBackAt' | 'version'
    >),
    clinic: ClinicId(row.clinic),
    orderId: OrderId(row.order_id),
    state: row.state as ScanRecord['state'],
    fingerprint: row.fingerprint,
    ...(row.sent_back_at === null ? {} : { sentBackAt: row.sent_back_at }),
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    version: row.version,
  };
}

/** The stored row, with the next version, of a screen capture. */
export function captureParameters(record: CaptureRecord): Parameters {
  const { clinic, orderId, captureId, state, dueAt, version, ...rest } = record;
  return { clinic, orderId, captureId, state, dueAt: dueAt ?? null, version: version + 1, body: JSON.stringify(rest) };
}

export function captureRecord(row: CaptureRow): CaptureRecord {
  return {
    ...(JSON.parse(row.body) as Omit<CaptureRecord, 'clinic' | 'orderId' | 'captureId' | 'state' | 'version'>),
    clinic: ClinicId(row.clinic),
    orderId: OrderId(row.order_id),
    captureId: row.capture_id,
    state: row.state as CaptureRecord['state'],
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    version: row.version,
  };
}

/** The stored row, with the next version, of a patient. */
export function patientParameters(record: PatientRecord): Parameters {
  const { clinic, ref, state, dueAt, version, ...rest } = record;
  return { clinic, ref, state, dueAt: dueAt ?? null, version: version + 1, body: JSON.stringify(rest) };
}

export function patientRecord(row: PatientRow): PatientRecord {
  return {
    ...(JSON.parse(row.body) as Omit<PatientRecord, 'clinic' | 'ref' | 'state' | 'version'>),
    clinic: ClinicId(row.clinic),
    ref: PatientRef(row.ref),
    state: row.state as PatientRecord['state'],
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    version: row.version,
  };
}
