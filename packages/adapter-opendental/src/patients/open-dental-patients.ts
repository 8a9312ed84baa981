import {
  ChairsideError,
  judgePatients,
  sameName,
  type ChangedPatients,
  type Patient,
  type PatientCandidate,
  type PatientRef,
  type PatientSearch,
  type PatientSource,
  type ScannedPatient,
} from '@chairside/core';
import type { OpenDental, PracticeReader } from '../database/open-dental.js';
import { originalOf, remainingPatient } from './merges.js';
import { PatientChanges } from './patient-changes.js';
import { DELETED, PATIENT_COLUMNS, patientOf, type ChartNumberColumn, type PatientRow } from './patient-row.js';

/** As many as a person can look at. */
const MAX_NEAR = 20;

/** A chart number of so many is none. */
const MAX_HOLDERS = 50;

const BY_CHART_NUMBER: Readonly<Record<ChartNumberColumn, string>> = {
  PatNum: `SELECT ${PATIENT_COLUMNS} FROM patient WHERE PatNum = ?`,
  ChartNumber: `SELECT ${PATIENT_COLUMNS} FROM patient WHERE ChartNumber = ? LIMIT ${MAX_HOLDERS}`,
};
const BY_NAME = `SELECT ${PATIENT_COLUMNS} FROM patient WHERE LName = ? AND FName = ? LIMIT ${MAX_NEAR}`;

/** A comparison of a column with letters that its character set cannot hold. */
const NO_SUCH_LETTER = 'ER_CANT_AGGREGATE_2COLLATIONS';

/** patient.PatNum */
const NUMBER = /^\d{1,19}$/;

/**
 * The patients of Open Dental, referred to by PatNum. Wherever a patient was merged into another one, that one is
 * answered. Throws DATABASE_… errors.
 */
export class OpenDentalPatients implements PatientSource {
  readonly #openDental: OpenDental;
  readonly #chartNumber: ChartNumberColumn;
  readonly #changes: PatientChanges;

  constructor(openDental: OpenDental, chartNumber: ChartNumberColumn) {
    this.#openDental = openDental;
    this.#chartNumber = chartNumber;
    this.#changes = new PatientChanges(openDental, chartNumber);
  }

  /** The chart number is empty where the practice uses its own and gave this patient none. */
  async byRef(ref: PatientRef, signal: AbortSignal): Promise<Patient | undefined> {
    if (!NUMBER.test(ref)) return undefined;
    const row = await this.#openDental.read((reader) => remainingPatient(reader, ref), signal);
    return row && patientOf(row, this.#chartNumber);
  }

  /**
   * A chart number that went away with a merge finds who remains: as they were called under that number. A clone is told
   * by its own number where PatNum is the chart number; where both carry the same one, a person decides.
   */
  search(scanned: ScannedPatient, signal: AbortSignal): Promise<PatientSearch> {
    return this.#openDental.read(async (reader) => {
      const answer = once(await this.#judge(reader, scanned));
      switch (answer.kind) {
        case 'found':
          return answer;
        case 'none':
          return { ...answer, near: await remarked(reader, answer.near) };
        case 'ambiguous':
          return { ...answer, patients: await remarked(reader, answer.patients) };
      }
    }, signal);
  }

  changed(cursor: string | undefined, signal: AbortSignal): Promise<ChangedPatients> {
    return this.#changes.read(cursor, signal);
  }

  async #judge(reader: PracticeReader, scanned: ScannedPatient): Promise<PatientSearch> {
    const holders = await this.#candidates(reader, await this.#byChartNumber(reader, scanned.chartNumber.trim()));
    const answer = judgePatients(scanned, holders);
    if (answer.kind !== 'none') return answer;
    const names = [scanned.lastName.trim(), scanned.firstName.trim()];
    const namesakes = await this.#candidates(reader, await patientRows(reader, BY_NAME, names));
    // They hold another chart number, or one that says nothing.
    return { kind: 'none', near: [...answer.near, ...namesakes.filter((patient) => sameName(patient, scanned))] };
  }

  async #byChartNumber(reader: PracticeReader, chartNumber: string): Promise<readonly PatientRow[]> {
    const asked = this.#chartNumber === 'PatNum' ? NUMBER.test(chartNumber) : chartNumber !== '';
    const rows = asked ? await patientRows(reader, BY_CHART_NUMBER[this.#chartNumber], [chartNumber]) : [];
    return rows.length < MAX_HOLDERS ? rows : [];
  }

  /** Rows as patients under the reference of who remains; without those of whom nobody does. */
  async #candidates(reader: PracticeReader, rows: readonly PatientRow[]): Promise<readonly Patient[]> {
    const found: Patient[] = [];
    for (const row of rows) {
      const remaining = row.PatStatus === DELETED ? undefined : await remainingPatient(reader, String(row.PatNum));
      if (remaining === undefined) continue;
      const { ref } = patientOf(remaining, this.#chartNumber);
      found.push({ ...patientOf(row, this.#chartNumber), ref });
    }
    return found;
  }
}

/** Who has these values; nobody where the database's character set lacks one of their letters. */
async function patientRows(
  reader: PracticeReader,
  statement: string,
  values: readonly string[],
): Promise<readonly PatientRow[]> {
  try {
    return await reader.rows<PatientRow>(statement, values);
  } catch (thrown) {
    if (ChairsideError.is(thrown) && thrown.detail === NO_SUCH_LETTER) return [];
    throw thrown;
  }
}

/** Records of one human being that became one are one answer. */
function once(answer: PatientSearch): PatientSearch {
  if (answer.kind === 'none') return { ...answer, near: distinct(answer.near) };
  if (answer.kind === 'found') return answer;
  const patients = distinct(answer.patients);
  const [patient, ...others] = patients;
  return patient !== undefined && others.length === 0 ? { kind: 'found', patient } : { kind: 'ambiguous', patients };
}

function distinct(patients: readonly PatientCandidate[]): readonly PatientCandidate[] {
  return [...new Map(patients.map((patient) => [patient.ref, patient])).values()];
}

/** Names clones, so that a person does not take one for somebody else. */
async function remarked(
  reader: PracticeReader,
  patients: readonly PatientCandidate[],
): Promise<readonly PatientCandidate[]> {
  const named: PatientCandidate[] = [];
  for (const patient of patients) {
    const original = await originalOf(reader, patient.ref);
    named.push(
      original === undefined ? patient : { ...patient, remark: `This record is a clone of patient ${original}.` },
    );
  }
  return named;
}
