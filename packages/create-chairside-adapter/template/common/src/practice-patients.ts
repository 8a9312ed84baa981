import {
  judgePatients,
  PatientRef,
  type ChangedPatients,
  type Patient,
  type PatientSearch,
  type PatientSource,
  type ScannedPatient,
} from '@chairside/core';
import type { Person, Source } from './source-types.js';

const PART = 500;

/** The practice's patients, referred to by their number. */
export class PracticePatients implements PatientSource {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  async byRef(ref: PatientRef, signal: AbortSignal): Promise<Patient | undefined> {
    if (!/^\d{1,15}$/.test(ref)) return undefined;
    const person = await this.#source.person(Number(ref), signal);
    return person && patientOf(person);
  }

  async search(scanned: ScannedPatient, signal: AbortSignal): Promise<PatientSearch> {
    const people = await this.#source.peopleLike(scanned.chartNumber.trim(), scanned.lastName.trim(), signal);
    return judgePatients(scanned, people.map(patientOf));
  }

  async changed(cursor: string | undefined, signal: AbortSignal): Promise<ChangedPatients> {
    const after = /^\d{1,15}$/.test(cursor ?? '') ? Number(cursor) : 0;
    const people = await this.#source.changedAfter(after, PART, signal);
    const last = people.at(-1)?.changed ?? after;
    return { patients: people.map(patientOf), cursor: String(last), more: people.length === PART };
  }
}

function patientOf({ id, chartNumber, firstName, lastName, birthDate }: Person): Patient {
  return {
    ref: PatientRef(String(id)),
    chartNumber,
    firstName,
    lastName,
    dateOfBirth: birthDate ?? undefined,
  };
}
