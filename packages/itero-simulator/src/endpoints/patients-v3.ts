import type { Answer } from '../http/answer.js';
import type { PairedCall, Route } from '../http/router.js';
import type { Cloud } from '../world/cloud.js';
import type { Patient } from '../world/patient-book.js';
import { parseTime } from './dates.js';
import { wireGender } from './wire-gender.js';

const MAX_LIMIT = 100;

type Filter = (patient: Patient) => boolean;

/** Enhanced patient search (iTero DPMS API, Patient Search - V3): filters are ANDed, * and % stand for anything. */
export function patientV3Routes(cloud: Cloud): readonly Route[] {
  return [{ method: 'GET', path: 'patients/search', token: 'paired', answer: (call) => search(cloud, call) }];
}

function search(cloud: Cloud, { exchange, companyId, base }: PairedCall): Answer {
  const wrong: { Field: string; Message: string }[] = [];
  const number = (name: string, fallback: number, low: number, high: number): number => {
    const given = exchange.query.get(name);
    if (given === null) return fallback;
    if (/^\d{1,9}$/.test(given) && Number(given) >= low && Number(given) <= high) return Number(given);
    wrong.push({ Field: name, Message: `The value '${given}' is not valid for ${name}.` });
    return fallback;
  };
  const offset = number('Offset', 0, 0, 999_999_999);
  const limit = number('Limit', MAX_LIMIT, 1, MAX_LIMIT);
  const filters: Filter[] = [];
  for (const [name, value] of exchange.query) {
    if (name === 'Offset' || name === 'Limit') continue;
    const filter = filterOf(name, value);
    if (filter === undefined) wrong.push({ Field: name, Message: `The value '${value}' is not valid for ${name}.` });
    else filters.push(filter);
  }
  if (wrong.length > 0) return refused(400, 'Invalid request parameters', 'INVALID_REQUEST_PARAMETERS', wrong);
  const found = cloud.patients.of(companyId).filter((patient) => filters.every((filter) => filter(patient)));
  if (found.length === 0) return refused(404, 'No matches', 'NOT_FOUND', []);
  const page = found.slice(offset, offset + limit);
  const link = (at: number): string => {
    const query = new URLSearchParams(exchange.query);
    query.set('Offset', String(at));
    query.set('Limit', String(limit));
    return `${new URL(base).pathname.replace(/^\/us/, '')}/patients/search?${query.toString()}`;
  };
  const more = offset + limit < found.length;
  const value = {
    Data: page.map((patient) => wirePatient(cloud, patient)),
    Meta: {
      Total: found.length,
      Count: page.length,
      NextOffset: more || cloud.switches.lastNextOffset === 'given' ? offset + limit : null,
    },
    Links: {
      Self: link(offset),
      ...(more ? { Next: link(offset + limit) } : {}),
      ...(offset > 0 ? { Prev: link(Math.max(0, offset - limit)) } : {}),
    },
    Status: 'Success',
  };
  return { status: 200, json: { value } };
}

/** "From" is included, "To" is not. Undefined where the name or value is wrong. */
function filterOf(name: string, value: string): Filter | undefined {
  switch (name) {
    case 'FirstName':
      return wildcard(value, (patient) => patient.firstName);
    case 'LastName':
      return wildcard(value, (patient) => patient.lastName);
    case 'ChartNumber':
      return wildcard(value, (patient) => patient.chartNumber);
    default:
      break;
  }
  const found = /^(UpdatedDate|LastScanDate)(From|To)$/.exec(name);
  const limit = parseTime(value);
  if (found === null || limit === undefined) return undefined;
  return (patient) => {
    const at = found[1] === 'UpdatedDate' ? patient.updatedAt : patient.lastScanAt;
    if (at === null) return false;
    return found[2] === 'From' ? at >= limit : at < limit;
  };
}

function wildcard(pattern: string, field: (patient: Patient) => string): Filter {
  const parts = pattern.split(/[*%]/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`, 'is');
  return (patient) => expression.test(field(patient));
}

function refused(status: number, message: string, code: string, errors: readonly unknown[]): Answer {
  return { status, json: { value: { Status: 2, Message: message, Code: code, Errors: errors } } };
}

function wirePatient(cloud: Cloud, patient: Patient): Record<string, unknown> {
  const { searchGender } = cloud.switches;
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    Id: patient.id,
    FirstName: patient.firstName,
    LastName: patient.lastName,
    ChartNumber: patient.chartNumber,
    DateOfBirth: patient.dateOfBirth,
    Gender: wireGender(patient.gender, searchGender === 'documented' ? 'word' : searchGender),
    CreationDate: time(patient.createdAt),
    UpdatedDate: time(patient.updatedAt),
    LastScanDate: time(patient.lastScanAt),
  };
}
