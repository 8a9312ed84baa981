import type { ScannedPatient } from '@chairside/core';

/** A patient as the operator's screen names them: names, chart number, and birth date where it is known. */
export function person(patient: ScannedPatient & { readonly dateOfBirth?: string | undefined }): string {
  const { firstName, lastName, chartNumber, dateOfBirth } = patient;
  const chart = chartNumber.trim() === '' ? '(none)' : chartNumber;
  return `${firstName} ${lastName}, chart number ${chart}${dateOfBirth === undefined ? '' : `, born ${dateOfBirth}`}`;
}
