import type { CloudPatient } from '@chairside/core/house';
import { PartedTable } from './print.js';

/** Patients as iTero has them, in as many parts as they come. */
export class PatientTable {
  readonly #table = new PartedTable(['ID', 'CHART NUMBER', 'LAST NAME', 'FIRST NAME', 'BORN', 'GENDER', 'LAST SCAN']);

  add(patients: readonly CloudPatient[]): void {
    this.#table.add(
      patients.map(({ id, chartNumber, lastName, firstName, dateOfBirth, gender, lastScannedAt }) => [
        id,
        chartNumber,
        lastName,
        firstName,
        dateOfBirth ?? '',
        gender ?? '',
        lastScannedAt ?? '',
      ]),
    );
  }
}
