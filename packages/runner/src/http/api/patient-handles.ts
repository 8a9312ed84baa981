import { createHmac, randomBytes } from 'node:crypto';
import type { ClinicId, PatientRef } from '@chairside/core';
import type { ClinicLedger, PatientRecord } from '@chairside/core/house';
import { maskedPatient } from '../../views/masked-views.js';

/** As many patients of a clinic may wait for a person. */
const MOST_PATIENTS = 1_000;

/**
 * Names that stand for patients in lists and addresses: the DPMS's own reference may be a chart number. Good until the
 * service ends.
 */
export class PatientHandles {
  readonly #key = randomBytes(32);

  of(clinic: ClinicId, ref: string): string {
    return createHmac('sha256', this.#key).update(`${clinic}/${ref}`).digest('base64url').slice(0, 22);
  }

  masked(record: PatientRecord): object {
    return maskedPatient(record, this.of(record.clinic, record.ref));
  }

  /** The patient, of those who wait for a person, for whom a handle stands. */
  async find(ledger: ClinicLedger, handle: string): Promise<PatientRecord | undefined> {
    const waiting = await ledger.patients.list({
      states: ['review', 'failed', 'changed', 'dismissed'],
      limit: MOST_PATIENTS,
    });
    return waiting.find(({ ref }: { readonly ref: PatientRef }) => this.of(ledger.clinic, ref) === handle);
  }
}
