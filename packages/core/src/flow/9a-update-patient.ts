import type { CloudPatient } from '../domain/cloud-patient.js';
import { sameChartNumber, type Patient } from '../domain/patient.js';
import type { PatientRecord } from '../domain/patient-record.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import type { Clock } from '../ports/clock.js';
import type { ScanService } from '../ports/scan-service.js';
import { holdersOf, judgeHolders } from './chart-holders.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { IN_STEP, inReview, type PatientPatch } from './decide-patient.js';
import { fieldNames, isNothing, patientDifferences, type PatientDifferences } from './patient-differences.js';

/** A change of one patient on its way to the cloud. */
export interface PatientPush {
  readonly record: PatientRecord;
  /** What the DPMS says. */
  readonly wanted: Patient;
  /** Is told the fields that are about to be changed at the cloud. */
  readonly sending: (fields: readonly string[]) => Promise<void>;
  /** Is told the fields that were changed at the cloud, as soon as they are. */
  readonly changed: (fields: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/**
 * One changed patient -> the cloud. Nobody is changed but the one who holds the chart number and has a name, or the birth
 * date, under which we know the patient. May be repeated: each try searches first and sends what is still different.
 */
export class UpdatePatient {
  readonly #service: ScanService;
  readonly #updateById: boolean;
  readonly #clock: Clock;

  constructor(service: ScanService, policy: ClinicPolicy, clock: Clock) {
    this.#service = service;
    this.#updateById = policy.patients.updateById;
    this.#clock = clock;
  }

  /** Answers what becomes of the record. Throws what the calls throw. */
  async run(push: PatientPush): Promise<PatientPatch> {
    const { told } = push.record;
    const holders = await holdersOf(this.#service, told, push.signal);
    if (sameChartNumber(told.chartNumber, push.wanted.chartNumber)) return await this.#update(push, holders);
    const others = await holdersOf(this.#service, push.wanted, push.signal);
    // Nobody has the old number any more: an earlier try came so far, or a person corrected it.
    return holders.length === 0 ? await this.#update(push, others) : await this.#renumber(push, holders, others);
  }

  /** The cloud knows the patient by the chart number that the DPMS has. */
  async #update(push: PatientPush, holders: readonly CloudPatient[]): Promise<PatientPatch> {
    const finding = judgeHolders(holders, [push.record.told, push.wanted]);
    switch (finding.kind) {
      case 'nobody':
        return inStep(push);
      case 'one':
        return await this.#updateByNumber(push, finding.holder);
      case 'foreign':
        return this.#review('PATIENT_CHART_NUMBER_FOREIGN', holders);
      case 'shared':
        return await this.#updateOneOf(push, holders, finding.right);
    }
  }

  async #updateByNumber(push: PatientPush, holder: CloudPatient): Promise<PatientPatch> {
    const { wanted, signal } = push;
    const { chartNumber: _, ...change } = differencesFrom(push, holder);
    if (isNothing(change)) return inStep(push);
    await push.sending(fieldNames(change));
    const answer = await this.#service.updatePatient(wanted.chartNumber, change, signal);
    // Found, and then not: whether it is gone the next search tells.
    if (answer.kind === 'unknown') throw new ChairsideError('CLOUD_REFUSED', { detail: 'nobody has the chart number' });
    if (answer.kind === 'several') {
      const finding = judgeHolders(answer.patients, [push.record.told, wanted]);
      return await this.#updateOneOf(push, answer.patients, finding.kind === 'shared' ? finding.right : undefined);
    }
    push.changed(fieldNames(change));
    const kept = change.dateOfBirth === undefined ? undefined : await this.#keptBirthDate(push);
    return kept ?? inStep(push);
  }

  /** The answer to an update does not say whether a stored birth date was changed (iTero DPMS API, Scan Request): a search does. */
  async #keptBirthDate(push: PatientPush): Promise<PatientPatch | undefined> {
    const { record, wanted } = push;
    const holders = await holdersOf(this.#service, wanted, push.signal);
    const finding = judgeHolders(holders, [wanted]);
    const dateOfBirth = finding.kind === 'one' ? finding.holder.dateOfBirth : undefined;
    if (dateOfBirth === undefined || dateOfBirth === wanted.dateOfBirth) return undefined;
    return {
      ...this.#review('PATIENT_BIRTH_DATE_KEPT', holders),
      told: { ...record.told, ...patientDifferences(record.told, wanted), dateOfBirth },
      birthDateRefused: wanted.dateOfBirth,
    };
  }

  /** Several share the chart number, so the cloud changes one of them only by its own id, and of that one only the names. */
  async #updateOneOf(
    push: PatientPush,
    holders: readonly CloudPatient[],
    right: CloudPatient | undefined,
  ): Promise<PatientPatch> {
    const shared = this.#review('PATIENT_CHART_NUMBER_SHARED', holders);
    if (right === undefined) return shared;
    const { chartNumber: _, dateOfBirth, gender, ...names } = differencesFrom(push, right);
    if (!isNothing(names)) {
      if (!this.#updateById) return shared;
      await push.sending(fieldNames(names));
      const answer = await this.#service.updatePatientById(right.id, names, push.signal);
      if (answer.kind !== 'updated') return shared;
      push.changed(fieldNames(names));
    }
    if (dateOfBirth === undefined && gender === undefined) return inStep(push);
    return { ...shared, told: { ...push.record.told, ...names } };
  }

  /** The cloud knows the patient by another chart number than the DPMS has now. */
  async #renumber(
    push: PatientPush,
    holders: readonly CloudPatient[],
    others: readonly CloudPatient[],
  ): Promise<PatientPatch> {
    const known = [push.record.told, push.wanted];
    const taken = judgeHolders(others, known);
    if (taken.kind === 'foreign') return this.#review('PATIENT_CHART_NUMBER_FOREIGN', others);
    if (taken.kind === 'shared') return this.#review('PATIENT_CHART_NUMBER_SHARED', others);
    const changedNumber = this.#review('PATIENT_CHART_NUMBER_CHANGED', [...holders, ...others]);
    const finding = judgeHolders(holders, known);
    if (!this.#updateById || taken.kind === 'one' || finding.kind !== 'one') return changedNumber;
    const { dateOfBirth: _, gender: __, ...change } = differencesFrom(push, finding.holder);
    await push.sending(fieldNames(change));
    const answer = await this.#service.updatePatientById(finding.holder.id, change, push.signal);
    if (answer.kind !== 'updated') return changedNumber;
    push.changed(fieldNames(change));
    return await this.#updateByNumber(push, { ...finding.holder, ...change });
  }

  #review(code: ChairsideErrorCode, matches: readonly CloudPatient[]): PatientPatch {
    return inReview(code, matches, this.#clock.now());
  }
}

/** What the cloud is to be told of the patient whom it holds so. */
function differencesFrom({ record, wanted }: PatientPush, holder: CloudPatient): PatientDifferences {
  return patientDifferences(holder, wanted, record.birthDateRefused);
}

/** The cloud holds what the DPMS says, or does not know the patient and will learn it with the next RX. */
function inStep({ record, wanted }: PatientPush): PatientPatch {
  return {
    ...IN_STEP,
    told: { ...record.told, ...patientDifferences(record.told, wanted, record.birthDateRefused) },
  };
}
