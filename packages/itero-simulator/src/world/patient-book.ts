import { seededGuid } from '../random.js';

/** A patient of a practice as the cloud stores it. */
export interface Patient {
  readonly id: string;
  readonly companyId: number;
  firstName: string;
  lastName: string;
  /** Empty where the practice gave none. */
  chartNumber: string;
  /** YYYY-MM-DD. */
  dateOfBirth: string | null;
  gender: 'Male' | 'Female' | null;
  readonly createdAt: number;
  updatedAt: number;
  lastScanAt: number | null;
}

/** What identifies a patient in a scan request. */
export interface PatientDetails {
  readonly firstName: string;
  readonly lastName: string;
  readonly chartNumber: string;
  readonly dateOfBirth?: string | null;
  readonly gender?: 'Male' | 'Female' | null;
}

/** The patients of all practices. */
export class PatientBook {
  readonly #seed: number;
  readonly #now: () => number;
  readonly #byCompany = new Map<number, Patient[]>();
  #made = 0;

  constructor(seed: number, now: () => number) {
    this.#seed = seed;
    this.#now = now;
  }

  /** The patients of one practice, oldest first. */
  of(companyId: number): readonly Patient[] {
    return this.#byCompany.get(companyId) ?? [];
  }

  add(companyId: number, details: PatientDetails): Patient {
    this.#made += 1;
    const now = this.#now();
    const patient: Patient = {
      id: seededGuid(this.#seed, 'patient', this.#made),
      companyId,
      firstName: details.firstName,
      lastName: details.lastName,
      chartNumber: details.chartNumber,
      dateOfBirth: details.dateOfBirth ?? null,
      gender: details.gender ?? null,
      createdAt: now,
      updatedAt: now,
      lastScanAt: null,
    };
    const list = this.#byCompany.get(companyId);
    if (list === undefined) this.#byCompany.set(companyId, [patient]);
    else list.push(patient);
    return patient;
  }

  withChart(companyId: number, chartNumber: string): readonly Patient[] {
    return this.of(companyId).filter((patient) => patient.chartNumber === chartNumber);
  }

  /**
   * The patient of a scan request (iTero DPMS API, Scan Request): first name, last name and chart number all match, or a
   * new one; with updates, the chart number alone decides and the names change. A stored date of birth stays.
   * @returns `conflict` where updates are on and several patients have the chart number
   */
  matchOrAdd(companyId: number, details: PatientDetails, updates: boolean): Patient | 'conflict' {
    const same = this.withChart(companyId, details.chartNumber);
    if (updates && same.length > 1) return 'conflict';
    const match = updates
      ? same[0]
      : same.find((each) => each.firstName === details.firstName && each.lastName === details.lastName);
    if (match === undefined) return this.add(companyId, details);
    if (match.firstName !== details.firstName || match.lastName !== details.lastName) {
      this.change(match, { firstName: details.firstName, lastName: details.lastName });
    }
    match.dateOfBirth ??= details.dateOfBirth ?? null;
    match.gender ??= details.gender ?? null;
    return match;
  }

  change(patient: Patient, changes: Partial<PatientDetails>): void {
    Object.assign(patient, changes);
    patient.updatedAt = this.#now();
  }
}
