import type { Company } from '../world/companies.js';
import { procedureOf } from '../world/procedures.js';
import { parseTime } from './dates.js';

/** The fields of a scan request that passed every check. */
export interface ScanRequestFields {
  readonly PatientFirstName: string;
  readonly PatientLastName: string;
  readonly PatientChartNumber: string;
  readonly Gender?: string | number;
  readonly DateOfBirth?: string;
}

type Check = (value: unknown, company: Company) => boolean;

const text: Check = (value) => typeof value === 'string' && value.trim() !== '';
const optionalText: Check = (value) => typeof value === 'string';
const genders: readonly unknown[] = ['Male', 'Female', 109, 102];

const mandatory: Readonly<Record<string, Check>> = {
  CompanyId: (value, company) => value === company.id,
  DoctorId: (value, company) => company.doctors.some(({ id }) => id === value),
  PatientFirstName: text,
  PatientLastName: text,
  PatientChartNumber: text,
};

const optional: Readonly<Record<string, Check>> = {
  LicenseNumber: optionalText,
  Gender: (value) => genders.includes(value),
  DateOfBirth: (value) => typeof value === 'string' && parseTime(value) !== undefined,
  Notes: optionalText,
  labId: (value, company) => company.labs.some(({ id }) => id === value),
  procedureMapId: (value) => typeof value === 'number' && procedureOf(value) !== undefined,
};

/**
 * Checks the body of a scan request against the vendor's table of fields; keys must be spelt as there.
 * @returns the fields, or a sentence that, as servers do, repeats the value that was refused
 */
export function checkScanRequest(
  body: Readonly<Record<string, unknown>>,
  company: Company,
): ScanRequestFields | string {
  for (const [key, check] of Object.entries(mandatory)) {
    if (body[key] === undefined || body[key] === null) return `The field ${key} is mandatory`;
    if (!check(body[key], company)) return refusal(key, body[key]);
  }
  for (const [key, value] of Object.entries(body)) {
    if (mandatory[key] !== undefined) continue;
    const check = optional[key];
    if (check === undefined) return `The field ${key} is not known`;
    if (value !== null && !check(value, company)) return refusal(key, value);
  }
  const present = Object.entries(body).filter(([, value]) => value !== null);
  return Object.fromEntries(present) as unknown as ScanRequestFields;
}

function refusal(key: string, value: unknown): string {
  return `The value '${String(value)}' is not valid for ${key}.`;
}
