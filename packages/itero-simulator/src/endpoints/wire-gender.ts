import type { Patient } from '../world/patient-book.js';
import type { Switches } from '../world/switches.js';

/** A gender as a patient search says it: 1 is female, 0 male. */
export function wireGender(
  gender: Patient['gender'],
  as: Exclude<Switches['searchGender'], 'documented'>,
): string | number | null {
  if (gender === null || as === 'word') return gender;
  const number = gender === 'Female' ? 1 : 0;
  return as === 'digit' ? String(number) : number;
}
