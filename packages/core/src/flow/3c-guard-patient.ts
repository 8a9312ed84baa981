import type { CloudPatient } from '../domain/cloud-patient.js';
import { contentDigest } from '../domain/digest.js';
import type { Patient } from '../domain/patient.js';
import type { PatientRecord } from '../domain/patient-record.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { ScanService } from '../ports/scan-service.js';
import { holdersOf, judgeHolders } from './chart-holders.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { afterSubmit, inReview, newPatient } from './decide-patient.js';

/**
 * What an RX does to its patient at the scanner's cloud. Where the cloud may update patients for the practice, an RX renames
 * whoever holds its chart number (iTero DPMS API, Scan Request With Update): so that is looked at first.
 */
export class GuardPatient {
  readonly #service: ScanService;
  readonly #ledger: ClinicLedger;
  readonly #policy: ClinicPolicy['patients'];
  readonly #clock: Clock;

  constructor(service: ScanService, ledger: ClinicLedger, policy: ClinicPolicy, clock: Clock) {
    this.#service = service;
    this.#ledger = ledger;
    this.#policy = policy.patients;
    this.#clock = clock;
  }

  /**
   * Returns where nobody at the cloud holds the chart number, or the patient alone does. Throws RX_CHART_NUMBER_FOREIGN
   * where somebody else does and RX_CHART_NUMBER_SHARED where several do, who then stand in the review inbox.
   */
  async check(patient: Patient, signal: AbortSignal): Promise<void> {
    if (!this.#policy.pushUpdates) return;
    const known = await this.#ledger.patients.get(patient.ref);
    const holders = await holdersOf(this.#service, patient, signal);
    const { kind } = judgeHolders(holders, known === undefined ? [patient] : [known.told, patient]);
    if (kind === 'nobody' || kind === 'one') return;
    const code = kind === 'foreign' ? 'RX_CHART_NUMBER_FOREIGN' : 'RX_CHART_NUMBER_SHARED';
    await this.#review(patient, code, holders);
    throw new ChairsideError(code);
  }

  /** The cloud itself found that several share the chart number: they are shown, as far as they can be asked for. */
  async shared(patient: Patient, signal: AbortSignal): Promise<void> {
    if (!this.#policy.pushUpdates) return;
    const holders = await holdersOf(this.#service, patient, signal).catch(() => undefined);
    await this.#review(patient, 'RX_CHART_NUMBER_SHARED', holders);
  }

  /** The patient's record once the cloud took an RX; belongs into the commit that says so. */
  async submitted(patient: Patient): Promise<PatientRecord> {
    const now = this.#clock.now();
    const record = await this.#ledger.patients.get(patient.ref);
    const next =
      record === undefined
        ? newPatient(this.#ledger.clinic, patient, now)
        : { ...record, ...afterSubmit(record, patient, now), updatedAt: now };
    // What the DPMS said of the patient while the RX was on its way was not compared with this.
    return this.#policy.pushUpdates && next.state === 'in-step' ? { ...next, dueAt: now } : next;
  }

  async #review(
    patient: Patient,
    code: ChairsideErrorCode,
    matches: readonly CloudPatient[] | undefined,
  ): Promise<void> {
    for (let stored = false; !stored;) {
      const now = this.#clock.now();
      const record = (await this.#ledger.patients.get(patient.ref)) ?? newPatient(this.#ledger.clinic, patient, now);
      const told = contentDigest(record.told) === contentDigest(patient);
      const wanted = record.wanted ?? (told ? undefined : patient);
      const next = { ...record, ...inReview(code, matches, now), wanted, updatedAt: now };
      stored = await this.#ledger.commit({ patients: [next] });
    }
  }
}
