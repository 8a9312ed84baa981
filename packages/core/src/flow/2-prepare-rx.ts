import type { Patient } from '../domain/patient.js';
import { procedureRule } from '../domain/procedure-rule.js';
import type { RxRecord, RxSubmission } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { Phi } from '../errors/phi.js';
import type { PatientText } from '../errors/plain-text.js';
import type { PatientSource } from '../ports/patient-source.js';
import type { ClinicPolicy } from './clinic-policy.js';

/** A wanted RX -> what is sent: the patient, the doctor, the lab and the procedure in the scanner's terms. */
export class PrepareRx {
  readonly #patients: PatientSource | undefined;
  readonly #policy: ClinicPolicy['rx'];

  constructor(patients: PatientSource | undefined, policy: ClinicPolicy) {
    this.#patients = patients;
    this.#policy = policy.rx;
  }

  /**
   * Throws RX_PATIENT_UNKNOWN, RX_DOCTOR_UNMAPPED, RX_DOCTOR_MISSING, RX_PROCEDURE_UNMAPPED or RX_PROCEDURE_AMBIGUOUS
   * where a person must help, RX_CODE_EXCLUDED where the practice wants no scan for this code. Defaults fill what was
   * left out, never a provider or a code without a mapping.
   */
  async prepare(record: RxRecord, signal: AbortSignal): Promise<RxSubmission> {
    const patient = await this.#patient(record, signal);
    const doctorId = this.#doctor(record);
    const { choice, wanted } = record;
    const rule = this.#procedure(record);
    const { defaults } = this.#policy;
    return {
      patient,
      doctorId,
      procedureMapId: rule?.procedureMapId ?? defaults.procedureMapId,
      labId: choice?.labId ?? wanted.labId ?? rule?.labId ?? defaults.labId,
      notes: wanted.notes,
      licenseNumber: this.#policy.sendLicenseNumber ? wanted.licenseNumber : undefined,
    };
  }

  /** Each of those errors that would keep an RX waiting for a person to choose a doctor or a procedure. */
  lacking(record: RxRecord): readonly ChairsideError[] {
    const needed = [() => this.#doctor(record), () => this.#procedure(record)];
    return needed.flatMap((find) => {
      try {
        find();
        return [];
      } catch (error) {
        return [ChairsideError.from(error)];
      }
    });
  }

  async #patient({ wanted }: RxRecord, signal: AbortSignal): Promise<Patient> {
    const patient = wanted.patientDetails ?? (await this.#patients?.byRef(wanted.patient, signal));
    if (patient === undefined) throw new ChairsideError('RX_PATIENT_UNKNOWN');
    const complete = [patient.chartNumber, patient.firstName, patient.lastName].every((text) => text.trim() !== '');
    if (!complete)
      throw new ChairsideError('RX_PATIENT_UNKNOWN', { detail: 'chart number, first name or last name is empty' });
    return patient;
  }

  #doctor({ choice, wanted }: RxRecord): number {
    const given = choice?.doctorId ?? wanted.doctorId;
    if (given !== undefined) return given;
    if (wanted.doctor !== undefined) {
      const { doctors } = this.#policy;
      const key = [wanted.doctor, ...(wanted.doctorKeys ?? [])].find((each) => Object.hasOwn(doctors, each));
      const mapped = key === undefined ? undefined : doctors[key];
      if (mapped === undefined) throw new ChairsideError('RX_DOCTOR_UNMAPPED', { shown: new Phi(wanted.doctor) });
      return mapped;
    }
    if (this.#policy.defaults.doctorId === undefined) throw new ChairsideError('RX_DOCTOR_MISSING');
    return this.#policy.defaults.doctorId;
  }

  #procedure({
    choice,
    wanted,
  }: RxRecord): { readonly procedureMapId: number; readonly labId?: number | undefined } | undefined {
    const given = choice?.procedureMapId ?? wanted.procedureMapId;
    if (given !== undefined) return { procedureMapId: given };
    if (wanted.procedureCode === undefined) return undefined;
    const rule = procedureRule(this.#policy.procedures, wanted.procedureCode);
    if (rule === undefined) throw withoutProcedure(wanted.procedureCode, wanted.procedureChoices);
    if (rule === false) throw new ChairsideError('RX_CODE_EXCLUDED', { shown: new Phi(wanted.procedureCode) });
    return rule;
  }
}

function withoutProcedure(procedureCode: PatientText, choices: readonly number[] = []): ChairsideError {
  if (choices.length === 0) return new ChairsideError('RX_PROCEDURE_UNMAPPED', { shown: new Phi(procedureCode) });
  return new ChairsideError('RX_PROCEDURE_AMBIGUOUS', { shown: new Phi(`${procedureCode}: ${choices.join(' or ')}`) });
}
