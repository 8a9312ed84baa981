import type { PatientRef, Patient } from '@chairside/core';

/** A made-up patient. */
export interface SamplePerson {
  readonly chartNumber: string;
  readonly firstName: string;
  readonly lastName: string;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth: string;
}

/** One of as many people as are wanted, each with names and a chart number of their own. */
export function samplePerson(number: number): SamplePerson {
  const day = String((number % 28) + 1).padStart(2, '0');
  return {
    chartNumber: String(200_000 + number),
    firstName: `Test${letters(number)}`,
    lastName: `Sample${letters(number * 7 + 3)}`,
    dateOfBirth: `1980-02-${day}`,
  };
}

function letters(number: number): string {
  return Array.from(number.toString(26), (digit) => String.fromCodePoint(97 + Number.parseInt(digit, 26))).join('');
}

/** Names that practices really have, and names that do harm where they are taken for something else. */
export const HARD_NAMES: readonly (readonly [what: string, firstName: string, lastName: string])[] = [
  ['letters with marks', 'Zoë', 'Ångström-Müßig'],
  ['marks of their own (NFD)', 'Zoe\u0308', 'A\u030angstro\u0308m'],
  ['another script', 'Ирина', 'Образцова'],
  ['a script from right to left', 'שרה', 'דוגמה'],
  ['letters outside the basic plane', '𠮷', 'Muster𝒳'],
  ['an apostrophe', "D'Arcy", "O'Sample"],
  ['words of a database', "Robert'); DROP TABLE patient;--", 'Sample" OR "1"="1'],
  ['wildcards', '%', 'Sam_le*'],
  ['a path', '../../etc', 'C:\\Sample\\..'],
  ['a name of a device', 'CON', 'nul'],
  ['markup', '<b>Test</b>', '&amp;Sample'],
  ['a formula', '=cmd|calc', '+Sample'],
  ['a placeholder', '${HOME}', '{chartNumber}'],
  ['many letters', 'T'.repeat(40), 'S'.repeat(60)],
];

/** The patients of the hard names, each with what is hard about the name; without those that a practice cannot hold. */
export function hardPeople(cannotHold: readonly string[] = []): readonly (SamplePerson & { readonly what: string })[] {
  const held = HARD_NAMES.filter(([what]) => !cannotHold.includes(what));
  return held.map(([what, firstName, lastName], index) => ({
    ...samplePerson(90_000 + index),
    firstName,
    lastName,
    what,
  }));
}

export function patientOf(ref: PatientRef, person: SamplePerson): Patient {
  return { ref, ...person };
}
