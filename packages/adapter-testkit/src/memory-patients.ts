import {
  judgePatients,
  type ChangedPatients,
  type Patient,
  type PatientRef,
  type PatientSearch,
  type PatientSource,
  type ScannedPatient,
} from '@chairside/core';

/** The practice's patients, in memory. */
export class MemoryPatients implements PatientSource {
  /** How many of the `put`s a part of the changes holds. */
  pageSize = Infinity;
  readonly #patients = new Map<PatientRef, Patient>();
  /** Each `put`, oldest first; a cursor is how many of them were read. */
  readonly #puts: PatientRef[] = [];
  readonly #merged = new Map<PatientRef, PatientRef>();

  constructor(patients: Iterable<Patient> = []) {
    for (const patient of patients) this.put(patient);
  }

  /** Adds a patient, or replaces the one with the same reference. */
  put(patient: Patient): void {
    this.#patients.set(patient.ref, patient);
    this.#puts.push(patient.ref);
  }

  remove(ref: PatientRef): void {
    this.#patients.delete(ref);
  }

  /** `gone` becomes `remaining`: two records turned out to be the same person. */
  merge(gone: PatientRef, remaining: PatientRef): void {
    this.#patients.delete(gone);
    this.#merged.set(gone, remaining);
  }

  async byRef(ref: PatientRef, signal: AbortSignal): Promise<Patient | undefined> {
    const remaining = this.#merged.get(ref);
    return remaining === undefined ? this.#patients.get(ref) : await this.byRef(remaining, signal);
  }

  async search(scanned: ScannedPatient, _signal: AbortSignal): Promise<PatientSearch> {
    return judgePatients(scanned, this.#patients.values());
  }

  async changed(cursor: string | undefined, _signal: AbortSignal): Promise<ChangedPatients> {
    const read = Number(cursor ?? 0);
    const from = Number.isInteger(read) && read <= this.#puts.length ? read : 0;
    const to = Math.min(this.#puts.length, from + this.pageSize);
    const patients = [...new Set(this.#puts.slice(from, to))].flatMap((ref) => this.#patients.get(ref) ?? []);
    return { patients, cursor: String(to), more: to < this.#puts.length };
  }
}
