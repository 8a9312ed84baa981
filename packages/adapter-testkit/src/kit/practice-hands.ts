import type { PatientRef, RxKey } from '@chairside/core';
import type { SamplePerson } from './sample-people.js';

/** A scan that the practice wants. */
export interface ScanWish {
  readonly patient: PatientRef;
  readonly person: SamplePerson;
  /** For the lab, where the DPMS can say it. */
  readonly notes?: string | undefined;
}

/** A file of a scan, as the practice sees it in a patient's chart. */
export interface ChartFile {
  /** What tells it from every other file of the chart; in whatever form. */
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * What people do in the practice, by which the kit sets the stage: written by the adapter's author for a practice made up
 * for tests. What is optional and left out is not checked, and the certificate says so.
 */
export interface PracticeHands {
  /** The clinic's `adapter` section for this practice. Plain data: crash checks hand it to another process. */
  readonly options: object;
  /** Adds patients, thousands too. Answers the DPMS's references, in their order. */
  addPatients(people: readonly SamplePerson[]): Promise<readonly PatientRef[]>;
  /** Gives a patient other names, another birth date or chart number. */
  changePatient?(patient: PatientRef, to: SamplePerson): Promise<void>;
  /** Removes a patient, as the DPMS does. */
  removePatient?(patient: PatientRef): Promise<void>;
  /** Asks for a scan as the practice does. Answers the key that the RX is to have. */
  wantScan?(wish: ScanWish): Promise<RxKey>;
  /** Wants it differently: the notes are others. */
  changeScan?(key: RxKey, wish: ScanWish): Promise<void>;
  /** Wants it no more. */
  cancelScan?(key: RxKey): Promise<void>;
  /** The visit of a scan has ended; for snapshots. */
  finishVisit?(key: RxKey): Promise<void>;
  /** Puts something among the requests that nobody can read. */
  spoilRequest?(): Promise<void>;
  /** The database, share or service cannot be reached until `comeBack`. */
  goAway?(): Promise<void>;
  /** It can be reached again. */
  comeBack?(): Promise<void>;
  /** All files of scans in a patient's chart. */
  chart?(patient: PatientRef, person: SamplePerson): Promise<readonly ChartFile[]>;
  /** Somebody deletes a file that `chart` named. */
  deleteChartFile?(patient: PatientRef, person: SamplePerson, name: string): Promise<void>;
  /** Called once, last. */
  close(): Promise<void>;
}
