import { type Answer, failure } from '../http/answer.js';
import { jsonObject } from '../http/exchange.js';
import type { PairedCall, Route } from '../http/router.js';
import type { Cloud } from '../world/cloud.js';
import type { Patient, PatientDetails } from '../world/patient-book.js';
import { parseTime } from './dates.js';
import { wireGender } from './wire-gender.js';

/** Patient management of version 2 (iTero DPMS API, Patient Management API). Its answers have no envelope. */
export function patientRoutes(cloud: Cloud): readonly Route[] {
  return [
    { method: 'GET', path: 'patient/search', token: 'paired', answer: (call) => search(cloud, call) },
    { method: 'PATCH', path: 'patients', token: 'paired', answer: (call) => updateById(cloud, call) },
    { method: 'PATCH', path: 'patient/by-chart-number', token: 'paired', answer: (call) => updateByChart(cloud, call) },
  ];
}

/** Everyone with both names or with the chart number; a chart number that is not given is a blank one. */
function search(cloud: Cloud, { exchange, companyId }: PairedCall): Answer {
  const first = exchange.query.get('firstName');
  const last = exchange.query.get('lastName');
  const chart = exchange.query.get('chartNumber') ?? '';
  const found = cloud.patients
    .of(companyId)
    .filter((each) => (each.firstName === first && each.lastName === last) || each.chartNumber === chart);
  return bare(
    200,
    found.map((patient) => listed(cloud, patient)),
  );
}

/** 400: nothing to change, or no such patient; 404: no GUID (iTero DPMS API, Update by Patient ID). */
function updateById(cloud: Cloud, { exchange, companyId }: PairedCall): Answer {
  const body = jsonObject(exchange) ?? {};
  const id = body['PatientId'];
  if (typeof id !== 'string' || id === '') return failure(404, 'Missing PatientId');
  const changes = changesIn(body, { ChartNumber: 'chartNumber', FirstName: 'firstName', LastName: 'lastName' });
  const patient = cloud.patients.of(companyId).find((each) => each.id === id.toLowerCase());
  if (patient === undefined || Object.keys(changes).length === 0) return failure(400, 'No update required');
  cloud.patients.change(patient, changes);
  return bare(200, detailed(patient));
}

/** 400: no chart number or nothing to change; 404: nobody; 409: several, who are listed. */
function updateByChart(cloud: Cloud, { exchange, companyId }: PairedCall): Answer {
  const body = jsonObject(exchange) ?? {};
  const chart = body['ChartNumber'];
  if (typeof chart !== 'string' || chart === '') return failure(400, 'Missing ChartNumber');
  const names = changesIn(body, { FirstName: 'firstName', LastName: 'lastName' });
  const rest = birthAndGender(body);
  if (rest === undefined) return failure(400, 'Wrong DateOfBirth or Gender');
  const changes = { ...names, ...rest };
  if (Object.keys(changes).length === 0) return failure(400, 'Nothing to update');
  const found = cloud.patients.withChart(companyId, chart);
  const [patient, ...others] = found;
  if (patient === undefined) return failure(404, 'No patient with this chart number');
  if (others.length > 0) return conflict(cloud, found);
  cloud.patients.change(patient, allowed(cloud, patient, changes));
  return cloud.switches.patchAnswer === 'patient' ? bare(200, detailed(patient)) : { status: 200 };
}

function conflict(cloud: Cloud, patients: readonly Patient[]): Answer {
  const list = patients.map((patient) => listed(cloud, patient));
  return bare(409, cloud.switches.conflictList === 'bare' ? list : { Data: list, Status: 0 });
}

/** A stored birth date may be kept, as a scan request keeps it (iTero DPMS API, Scan Request, Notes). */
function allowed(cloud: Cloud, patient: Patient, changes: Partial<PatientDetails>): Partial<PatientDetails> {
  if (cloud.switches.birthDateOnPatch === 'stored' || patient.dateOfBirth === null) return changes;
  return { ...changes, dateOfBirth: patient.dateOfBirth };
}

function changesIn(
  body: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, 'chartNumber' | 'firstName' | 'lastName'>>,
): Partial<PatientDetails> {
  const given = Object.entries(fields).filter(([key]) => typeof body[key] === 'string' && body[key] !== '');
  return Object.fromEntries(given.map(([key, field]) => [field, body[key]]));
}

/** Gender as a word, or 0 for male and 1 for female. Undefined where a value is wrong. */
function birthAndGender(body: Readonly<Record<string, unknown>>): Partial<PatientDetails> | undefined {
  const { DateOfBirth: birth = null, Gender: gender = null } = body;
  if (birth !== null && (typeof birth !== 'string' || parseTime(birth) === undefined)) return undefined;
  const word = gender === 0 ? 'Male' : gender === 1 ? 'Female' : gender;
  if (word !== null && word !== 'Male' && word !== 'Female') return undefined;
  return {
    ...(birth === null ? {} : { dateOfBirth: birth.slice(0, 10) }),
    ...(word === null ? {} : { gender: word }),
  };
}

function listed(cloud: Cloud, patient: Patient): Record<string, unknown> {
  const { searchGender } = cloud.switches;
  return {
    UniqueId: patient.id,
    DateOfBirth: birthTime(patient),
    Gender: wireGender(patient.gender, searchGender === 'documented' ? 'number' : searchGender),
    ChartNumber: patient.chartNumber,
    FirstName: patient.firstName,
    LastName: patient.lastName,
  };
}

function detailed(patient: Patient): Record<string, unknown> {
  return {
    LastScanDate: patient.lastScanAt === null ? null : new Date(patient.lastScanAt).toISOString(),
    RowStatus: 1,
    DateUpdated: new Date(patient.updatedAt).toISOString(),
    Type: 0,
    AlignPatientId: null,
    Id: 0,
    UID: patient.id,
    FirstName: patient.firstName,
    LastName: patient.lastName,
    ChartNumber: patient.chartNumber,
    DateOfBirth: birthTime(patient),
    Gender: wireGender(patient.gender, 'number'),
    MI: null,
    ZipCode: null,
  };
}

function birthTime(patient: Patient): string | null {
  return patient.dateOfBirth === null ? null : `${patient.dateOfBirth}T00:00:00.000`;
}

function bare(status: number, value: unknown): Answer {
  return { status, json: { value } };
}
