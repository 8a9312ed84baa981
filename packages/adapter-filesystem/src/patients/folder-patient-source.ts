import {
  ChairsideError,
  judgePatients,
  sameName,
  type ChangedPatients,
  type Patient,
  type PatientRef,
  type PatientSearch,
  type PatientSource,
  type ScannedPatient,
} from '@chairside/core';
import { folderError } from '@chairside/core/files';
import type { RootFolder } from '../files/root-folder.js';
import { foldName } from '../files/safe-name.js';
import { holdersOf } from './chart-holders.js';
import { PatientChanges } from './patient-changes.js';
import { requestedPatient, type PatientRecords } from './patient-records.js';
import type { Roster, RosterFile } from './roster-file.js';

/** As many as a person can look at. */
const MAX_NEAR = 20;

/** The patients of the roster and of past requests, referred to by chart number. */
export class FolderPatientSource implements PatientSource {
  readonly #charts: RootFolder;
  readonly #records: PatientRecords;
  readonly #roster: RosterFile | undefined;
  readonly #changes: PatientChanges;

  constructor(charts: RootFolder, records: PatientRecords, roster: RosterFile | undefined) {
    this.#charts = charts;
    this.#records = records;
    this.#roster = roster;
    this.#changes = new PatientChanges(records, roster);
  }

  /** As the newest request states them, else as the roster's only one. A roster that cannot be read hides only its own. */
  async byRef(ref: PatientRef, signal: AbortSignal): Promise<Patient | undefined> {
    return this.#guard(signal, async () => {
      const record = await this.#records.get(ref);
      const requested = record === undefined ? undefined : requestedPatient(record);
      if (requested !== undefined) return requested;
      const [only, ...others] = (await this.#roster?.load())?.byChart.get(ref.trim()) ?? [];
      return others.length === 0 ? only : undefined;
    });
  }

  /** Throws ROSTER_UNREADABLE where a roster is named and cannot be read: without it nobody is known to be the only one. */
  async search(scanned: ScannedPatient, signal: AbortSignal): Promise<PatientSearch> {
    return this.#guard(signal, async () => {
      const roster = await this.#roster?.load();
      const holders = await holdersOf(scanned.chartNumber.trim(), this.#records, roster);
      const answer = judgePatients(scanned, holders);
      if (answer.kind !== 'none') return answer;
      return judgePatients(scanned, [...holders, ...(await this.#namesakes(scanned, roster))]);
    });
  }

  /** Throws ROSTER_UNREADABLE as `search` does: the roster has the last word on a name, so nobody goes before it. */
  async changed(cursor: string | undefined, signal: AbortSignal): Promise<ChangedPatients> {
    return this.#guard(signal, () => this.#changes.read(cursor));
  }

  /**
   * Whether the patient's chart number is somebody else's: the roster gives it to another name, and birth dates do not
   * say that it is the same person; or, where the roster does not know it, a past request gave it to another name and
   * another birth date.
   */
  async contradicts(patient: Patient): Promise<boolean> {
    const { chartNumber, dateOfBirth } = patient;
    const listed = (await this.#roster?.load().catch(() => undefined))?.byChart.get(chartNumber) ?? [];
    // The roster has the last word, so that a practice can put an old mistake of a request right.
    if (listed.length > 0)
      return listed.every(
        (known) => !sameName(known, patient) && (dateOfBirth === undefined || known.dateOfBirth !== dateOfBirth),
      );
    const record = await this.#records.get(chartNumber);
    const requested = record === undefined ? undefined : requestedPatient(record);
    if (requested?.dateOfBirth === undefined || dateOfBirth === undefined) return false;
    return !sameName(requested, patient) && requested.dateOfBirth !== dateOfBirth;
  }

  /** Whether another chart number is known that equals this one but for case. */
  async hasAlike(chartNumber: string): Promise<boolean> {
    const exact = chartNumber.trim();
    const records = await this.#records.alike(exact);
    if (records.some((record) => record.chartNumber !== exact)) return true;
    const roster = await this.#roster?.load().catch(() => undefined);
    const folded = foldName(exact);
    for (const other of roster?.byChart.keys() ?? []) if (other !== exact && foldName(other) === folded) return true;
    return false;
  }

  async #namesakes(scanned: ScannedPatient, roster: Roster | undefined): Promise<readonly Patient[]> {
    const chartNumber = scanned.chartNumber.trim();
    const found: Patient[] = [];
    for (const patients of roster?.byChart.values() ?? []) {
      for (const patient of patients) {
        if (patient.chartNumber !== chartNumber && sameName(patient, scanned)) found.push(patient);
        if (found.length >= MAX_NEAR) return found;
      }
    }
    const known = new Set(found.map((patient) => patient.chartNumber));
    const records = await this.#records.find(
      (record) =>
        record.request !== undefined &&
        record.chartNumber !== chartNumber &&
        !known.has(record.chartNumber) &&
        sameName(record.request, scanned),
      MAX_NEAR - found.length,
    );
    return [...found, ...records.map(requestedPatient).filter((patient) => patient !== undefined)];
  }

  async #guard<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    try {
      if (signal.aborted) throw new ChairsideError('STOPPED');
      await this.#charts.check();
      return await job();
    } catch (error) {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL', signal);
    }
  }
}
