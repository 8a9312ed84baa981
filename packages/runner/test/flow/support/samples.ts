import {
  PatientRef,
  RxId,
  RxKey,
  contentDigest,
  type Patient,
  type RxChange,
  type RxState,
  type WantedRx,
} from '@chairside/core';
import type { ClinicLedger, RxRecord } from '@chairside/core/house';

/** A made-up patient. */
export function samplePatient(number: number, fields: Partial<Patient> = {}): Patient {
  return {
    ref: PatientRef(`P${number}`),
    chartNumber: String(1000 + number),
    firstName: 'Test',
    lastName: `Sample${number}`,
    ...fields,
  };
}

/** A wanted RX for a made-up patient. */
export function sampleRx(key: string, number = 1, fields: Partial<WantedRx> = {}): WantedRx {
  const patient = samplePatient(number);
  return { key: RxKey(key), patient: patient.ref, patientDetails: patient, ...fields };
}

let sayings = 0;

/** A saying of its own of a wanted RX. */
export function wanted(rx: WantedRx): RxChange {
  sayings += 1;
  return { id: `saying-${sayings}`, change: 'wanted', rx };
}

export function cancelled(key: string): RxChange {
  sayings += 1;
  return { id: `saying-${sayings}`, change: 'cancelled', key: RxKey(key) };
}

/** States in which an RX is known to be, or to have been, on the scanner. */
const SENT: readonly RxState[] = ['submitted', 'scanned', 'withdrawing'];

/** Puts an RX into the ledger in any state, as if it had come there. */
export async function seedRx(
  ledger: ClinicLedger,
  state: RxState,
  rx: WantedRx,
  fields: Partial<RxRecord> = {},
): Promise<RxRecord> {
  const digest = contentDigest(rx);
  const patient = rx.patientDetails;
  const record: RxRecord = {
    clinic: ledger.clinic,
    key: rx.key,
    generation: 1,
    state,
    wanted: rx,
    digest,
    ...(state !== 'wanted' &&
      state !== 'proposed' &&
      patient && { sent: { patient, doctorId: 77 }, sentAt: 0, sentDigest: digest }),
    ...(SENT.includes(state) && { rxId: RxId(`seeded-${rx.key}`) }),
    cancelled: false,
    attempts: 0,
    backoff: 0,
    interrupted: 0,
    createdAt: 0,
    updatedAt: 0,
    version: 0,
    ...fields,
  };
  await ledger.commit({ rx: [record] });
  return { ...record, version: 1 };
}
