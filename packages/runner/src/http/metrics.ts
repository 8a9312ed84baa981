import { RX_STATES, SCAN_STATES, type ClinicId, type RxState, type ScanState } from '@chairside/core';
import { PATIENT_STATES, type PatientState } from '@chairside/core/house';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { NotificationResult } from '../loop/clinic-loop.js';

type Counts<State extends string> = Readonly<Partial<Record<State, number>>>;

/** What the service tells of itself in numbers: by clinic and state, never by patient. */
export class Metrics {
  readonly registry = new Registry();
  readonly #rx = new Gauge({
    name: 'chairside_rx',
    help: 'RX by state',
    labelNames: ['clinic', 'state'],
    registers: [this.registry],
  });
  readonly #scans = new Gauge({
    name: 'chairside_scans',
    help: 'Scans by state',
    labelNames: ['clinic', 'state'],
    registers: [this.registry],
  });
  readonly #sentBack = new Gauge({
    name: 'chairside_scans_sent_back',
    help: 'Scans that the lab sent back to the clinic',
    labelNames: ['clinic'],
    registers: [this.registry],
  });
  readonly #patients = new Gauge({
    name: 'chairside_patients',
    help: 'Patients whom iTero was told of, by state',
    labelNames: ['clinic', 'state'],
    registers: [this.registry],
  });
  readonly #failedCaptures = new Gauge({
    name: 'chairside_captures_failed',
    help: 'Screen captures that go on only when a person does something',
    labelNames: ['clinic'],
    registers: [this.registry],
  });
  readonly #bytes = new Counter({
    name: 'chairside_bytes_downloaded_total',
    help: 'Bytes downloaded from the cloud of the scanner',
    labelNames: ['clinic'],
    registers: [this.registry],
  });
  readonly #contact = new Gauge({
    name: 'chairside_last_contact_seconds',
    help: 'When the cloud of the scanner last answered, seconds since 1970',
    labelNames: ['clinic'],
    registers: [this.registry],
  });

  readonly #notifications = new Counter({
    name: 'chairside_notifications_total',
    help: 'Calls to the webhook by what became of them; of an unknown secret without a clinic',
    labelNames: ['clinic', 'result'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Replaces the counts of a clinic; a state that is not named has none. */
  setCounts(clinic: ClinicId, rx: Counts<RxState>, scans: Counts<ScanState>, patients: Counts<PatientState>): void {
    for (const state of RX_STATES) this.#rx.set({ clinic, state }, rx[state] ?? 0);
    for (const state of SCAN_STATES) this.#scans.set({ clinic, state }, scans[state] ?? 0);
    for (const state of PATIENT_STATES) this.#patients.set({ clinic, state }, patients[state] ?? 0);
  }

  setSentBack(clinic: ClinicId, count: number): void {
    this.#sentBack.set({ clinic }, count);
  }

  setFailedCaptures(clinic: ClinicId, count: number): void {
    this.#failedCaptures.set({ clinic }, count);
  }

  addBytes(clinic: ClinicId, bytes: number): void {
    this.#bytes.inc({ clinic }, bytes);
  }

  addNotification(clinic: ClinicId, result: NotificationResult): void {
    this.#notifications.inc({ clinic, result });
  }

  addUnknownSecret(): void {
    this.#notifications.inc({ result: 'unknown-secret' });
  }

  /** `at` in milliseconds since 1970. */
  setLastContact(clinic: ClinicId, at: number): void {
    this.#contact.set({ clinic }, at / 1_000);
  }
}
