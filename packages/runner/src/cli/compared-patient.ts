import type { Patient } from '@chairside/core';

/** A patient by name, and by all else in which the other view of them differs. */
export function comparedPatient(patient: Patient, other: Patient): string {
  const { firstName, lastName, chartNumber, dateOfBirth, gender } = patient;
  return [
    `${firstName} ${lastName}`,
    ...(chartNumber === other.chartNumber ? [] : [`chart number ${chartNumber}`]),
    ...(dateOfBirth === other.dateOfBirth ? [] : [`born ${dateOfBirth ?? '(not known)'}`]),
    ...(gender === other.gender ? [] : [gender ?? 'gender (not known)']),
  ].join(', ');
}
