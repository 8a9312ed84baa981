import type { ClinicId, PatientRef } from '@chairside/core';
import { PATIENT_STATES, type PatientReader, type PatientRecord, type PatientState } from '@chairside/core/house';
import { countsByState, rowsByState } from './by-state.js';
import { chunks } from './chunks.js';
import { ledgerStep } from './ledger-failure.js';
import {
  PATIENT_BY_STATE,
  PATIENT_COUNTS,
  PATIENT_DUE,
  PATIENT_GET,
  PATIENTS_BY_REFS,
} from './queries/patient-queries.js';
import { patientRecord, type PatientRow } from './rows.js';
import type { Statements } from './statements.js';

/** Reads what the scanner's cloud was told of one clinic's patients. `list` answers the newest first. */
export class SqlitePatientReader implements PatientReader {
  readonly #clinic: ClinicId;
  readonly #statements: Statements;

  constructor(clinic: ClinicId, statements: Statements) {
    this.#clinic = clinic;
    this.#statements = statements;
  }

  async get(ref: PatientRef): Promise<PatientRecord | undefined> {
    const row = await ledgerStep(() => this.#statements.first<PatientRow>(PATIENT_GET, this.#clinic, ref));
    return row && patientRecord(row);
  }

  async byRefs(refs: readonly PatientRef[]): Promise<ReadonlyMap<PatientRef, PatientRecord>> {
    const found = new Map<PatientRef, PatientRecord>();
    for (const some of chunks(refs)) {
      const named = { clinic: this.#clinic, refs: JSON.stringify(some) };
      const rows = await ledgerStep(() => this.#statements.all<PatientRow>(PATIENTS_BY_REFS, named));
      for (const row of rows) {
        const record = patientRecord(row);
        found.set(record.ref, record);
      }
    }
    return found;
  }

  async list(filter: {
    readonly states?: readonly PatientState[];
    readonly limit?: number;
  }): Promise<readonly PatientRecord[]> {
    const rows = await ledgerStep(() =>
      rowsByState<PatientRow>(
        this.#statements,
        PATIENT_BY_STATE,
        this.#clinic,
        filter.states ?? PATIENT_STATES,
        filter.limit,
      ),
    );
    return rows.map(patientRecord);
  }

  async due(now: number, limit: number): Promise<readonly PatientRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<PatientRow>(PATIENT_DUE, this.#clinic, now, limit));
    return rows.map(patientRecord);
  }

  async countByState(): Promise<Readonly<Partial<Record<PatientState, number>>>> {
    return await ledgerStep(() => countsByState<PatientState>(this.#statements, PATIENT_COUNTS, this.#clinic));
  }
}
