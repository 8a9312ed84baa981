import { sameChartNumber, type Gender, type Patient } from '../domain/patient.js';

/** What must be changed so that somebody else's view of a patient says what the DPMS says. */
export interface PatientDifferences {
  readonly chartNumber?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: string;
  readonly gender?: Gender;
}

const FIELD_NAMES: Readonly<Record<keyof PatientDifferences, string>> = {
  chartNumber: 'chart number',
  firstName: 'first name',
  lastName: 'last name',
  dateOfBirth: 'birth date',
  gender: 'gender',
};

/** Names compare as they are written, but for the spaces around them; what is absent or blank asks for nothing. */
function differs<Value extends string>(has: string | undefined, wanted: Value | undefined): wanted is Value {
  return wanted !== undefined && wanted.trim() !== '' && wanted.trim() !== has?.trim();
}

/**
 * Where `has` differs from what the DPMS says. A value that the DPMS has not, and the birth date that the cloud refused
 * before, are no difference.
 */
export function patientDifferences(
  has: Omit<Patient, 'ref'>,
  wanted: Patient,
  refusedBirthDate?: string,
): PatientDifferences {
  const { chartNumber, firstName, lastName, dateOfBirth, gender } = wanted;
  const renumbered = differs(has.chartNumber, chartNumber) && !sameChartNumber(has.chartNumber, chartNumber);
  return {
    ...(renumbered && { chartNumber }),
    ...(differs(has.firstName, firstName) && { firstName }),
    ...(differs(has.lastName, lastName) && { lastName }),
    ...(differs(has.dateOfBirth, dateOfBirth) && dateOfBirth !== refusedBirthDate && { dateOfBirth }),
    ...(differs(has.gender, gender) && { gender }),
  };
}

export function isNothing(differences: PatientDifferences): boolean {
  return Object.keys(differences).length === 0;
}

/** The names of the fields, without their values, as an audit entry may have them. */
export function fieldNames(differences: PatientDifferences): readonly string[] {
  return (Object.keys(differences) as (keyof PatientDifferences)[]).map((field) => FIELD_NAMES[field]);
}
