import type { CloudPatient } from '../domain/cloud-patient.js';
import type { Gender } from '../domain/patient.js';
import { momentOf } from './moment.js';
import type { PatientAnswer } from './patient-schema.js';

/** The document's three encodings, which do not contradict each other. */
const GENDERS: ReadonlyMap<string, Gender> = new Map([
  ['male', 'Male'],
  ['female', 'Female'],
  ['0', 'Male'],
  ['1', 'Female'],
  ['109', 'Male'],
  ['102', 'Female'],
]);

const NO_ID = /^[\s{}0-]*$/;
/** A date that was never set, as the vendor's platform writes it. */
const NEVER = '0001-01-01';

/** The day of a date/time as it stands there: a birth date has no time zone. */
function birthDateOf(text: string | undefined): string | undefined {
  const day = text?.trim().slice(0, 10) ?? NEVER;
  return day !== NEVER && momentOf(day)?.startsWith(day) === true ? day : undefined;
}

function optionalMoment(text: string | undefined): string | undefined {
  return text === undefined ? undefined : momentOf(text);
}

/** The patient, or undefined where the answer gives no id. */
export function toCloudPatient(answer: PatientAnswer): CloudPatient | undefined {
  const id = [answer.UniqueId, answer.UID, answer.Id].find((given) => given !== undefined && !NO_ID.test(given));
  if (id === undefined) return undefined;
  return {
    id: id.trim(),
    firstName: answer.FirstName.trim(),
    lastName: answer.LastName.trim(),
    chartNumber: answer.ChartNumber.trim(),
    dateOfBirth: birthDateOf(answer.DateOfBirth),
    gender: GENDERS.get(answer.Gender?.trim().toLowerCase() ?? ''),
    createdAt: optionalMoment(answer.CreationDate),
    updatedAt: optionalMoment(answer.UpdatedDate ?? answer.DateUpdated),
    lastScannedAt: optionalMoment(answer.LastScanDate),
  };
}
