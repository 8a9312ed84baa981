import type { RxSubmission } from '../domain/rx.js';
import { cleanText } from './clean-text.js';

/** The API names no limit; longer notes are cut visibly. */
const LONGEST_NOTES = 1_000;

function cut(text: string | undefined): string | undefined {
  if (text === undefined || text.length <= LONGEST_NOTES) return text;
  const kept = text.slice(0, LONGEST_NOTES - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.trimEnd()}…`;
}

/**
 * The body of a scan request (iTero DPMS API, Scan Request), its keys spelt as the document spells them; members that
 * are undefined are not sent. Names and chart number are sent whole, whatever their length: cut ones would name another
 * patient.
 */
export function rxBody(companyId: number, rx: RxSubmission): Readonly<Record<string, string | number | undefined>> {
  return {
    CompanyId: companyId,
    DoctorId: rx.doctorId,
    LicenseNumber: cleanText(rx.licenseNumber),
    PatientFirstName: cleanText(rx.patient.firstName) ?? '',
    PatientLastName: cleanText(rx.patient.lastName) ?? '',
    PatientChartNumber: cleanText(rx.patient.chartNumber) ?? '',
    Gender: rx.patient.gender,
    DateOfBirth: rx.patient.dateOfBirth,
    Notes: cut(cleanText(rx.notes)),
    labId: rx.labId,
    procedureMapId: rx.procedureMapId,
  };
}

/** Field names that a refusal may name. */
export const RX_FIELDS: ReadonlySet<string> = new Set([
  'companyid',
  'doctorid',
  'licensenumber',
  'patientfirstname',
  'patientlastname',
  'patientchartnumber',
  'gender',
  'dateofbirth',
  'notes',
  'labid',
  'proceduremapid',
]);
