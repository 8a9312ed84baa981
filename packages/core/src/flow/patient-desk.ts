import type { CloudPatient } from '../domain/cloud-patient.js';
import type { PatientRef } from '../domain/ids.js';
import { sameChartNumber, sameName } from '../domain/patient.js';
import type { PatientRecord, PatientState } from '../domain/patient-record.js';
import type { Clock } from '../ports/clock.js';
import type { AuditEntry, ClinicLedger } from '../ports/ledger.js';
import { IN_STEP, type PatientPatch } from './decide-patient.js';
import { isNothing, patientDifferences } from './patient-differences.js';
import { refused } from './refused.js';
import type { DeskAnswer } from './rx-desk.js';

/** A change that a person made at the scanner's cloud. */
export interface PatientCorrection {
  readonly before: CloudPatient;
  readonly after: CloudPatient;
  /** The names of the fields that were changed, without their values. */
  readonly fields: readonly string[];
}

/** What a person may do with a patient's data at the scanner's cloud. Every click is audited; the service does the work. */
export class PatientDesk {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #actor: string;

  constructor(ledger: ClinicLedger, clock: Clock, actor: string) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#actor = actor;
  }

  /**
   * Looks again at once whether the cloud may be told what the DPMS says, also a birth date that the cloud kept; in step
   * where it says nothing else.
   */
  retry(ref: PatientRef): Promise<DeskAnswer<PatientRecord>> {
    return this.#act(ref, 'patient retried', ['review', 'failed', 'dismissed'], ({ wanted }) => ({
      ...IN_STEP,
      birthDateRefused: undefined,
      ...(wanted === undefined ? {} : { state: 'changed', wanted, dueAt: this.#clock.now() }),
    }));
  }

  /** Lets the difference rest; nothing is done at the cloud until the DPMS says something new. */
  dismiss(ref: PatientRef): Promise<DeskAnswer<PatientRecord>> {
    return this.#act(ref, 'patient dismissed', ['review', 'failed', 'changed'], () => ({
      state: 'dismissed',
      dueAt: undefined,
    }));
  }

  /**
   * Writes down that a person changed a patient at the cloud. Of the patients of the DPMS in `refs`, who may be the same
   * person, those records follow that knew the patient as they were before, by chart number and by name or birth date;
   * where that is what the DPMS says, there is nothing left to do.
   */
  async corrected({ before, after, fields }: PatientCorrection, refs: readonly PatientRef[]): Promise<void> {
    const audit = [this.#entry('patient updated by operator', before.id, fields.join(', '))];
    await this.#ledger.commit({ audit });
    const known = await this.#ledger.patients.byRefs(refs);
    for (const ref of known.keys()) await this.#follow(ref, before, after);
  }

  async #follow(ref: PatientRef, before: CloudPatient, after: CloudPatient): Promise<void> {
    for (;;) {
      const record = await this.#ledger.patients.get(ref);
      if (record === undefined || !isOf(record, before)) return;
      const { chartNumber, firstName, lastName, dateOfBirth, gender } = after;
      const told = { ref: record.told.ref, chartNumber, firstName, lastName, dateOfBirth, gender };
      const done = record.wanted !== undefined && isNothing(patientDifferences(told, record.wanted));
      if ((await this.#write(record, done ? { ...IN_STEP, told } : { told })) !== undefined) return;
    }
  }

  async #act(
    ref: PatientRef,
    action: string,
    from: readonly PatientState[],
    patch: (record: PatientRecord) => PatientPatch,
  ): Promise<DeskAnswer<PatientRecord>> {
    for (;;) {
      const record = await this.#ledger.patients.get(ref);
      if (record === undefined) return { kind: 'unknown' };
      if (!from.includes(record.state)) return refused('patient', record.state, from);
      const item = await this.#write(record, patch(record), [this.#entry(action, ref)]);
      if (item !== undefined) return { kind: 'done', item };
    }
  }

  /** The record as stored, or undefined when it was changed meanwhile. */
  async #write(
    record: PatientRecord,
    patch: PatientPatch,
    audit: readonly AuditEntry[] = [],
  ): Promise<PatientRecord | undefined> {
    const next: PatientRecord = { ...record, ...patch, updatedAt: this.#clock.now() };
    const stored = await this.#ledger.commit({ patients: [next], audit });
    return stored ? { ...next, version: next.version + 1 } : undefined;
  }

  #entry(action: string, subject: string, detail?: string): AuditEntry {
    return { at: this.#clock.now(), actor: this.#actor, action, subject, detail };
  }
}

/** Whether what was told of a patient is what the cloud held of this one. */
function isOf({ told }: PatientRecord, { chartNumber, dateOfBirth, ...name }: CloudPatient): boolean {
  const sameBirth = dateOfBirth !== undefined && told.dateOfBirth === dateOfBirth;
  return sameChartNumber(told.chartNumber, chartNumber) && (sameName(told, name) || sameBirth);
}
