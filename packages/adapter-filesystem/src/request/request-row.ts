import { contentDigest, PatientRef, RxKey, type Patient, type WantedRx } from '@chairside/core';
import type { RawRow } from '../table/raw-row.js';
import type { RowProblem } from './row-problem.js';
import { RowReader, type DateRules } from './row-reader.js';

/** A request that can be acted on. */
export type RequestRow = { readonly line: number } & (
  | { readonly action: 'create'; readonly key: RxKey; readonly patient: Patient; readonly rx: WantedRx }
  | { readonly action: 'cancel'; readonly key: RxKey }
);

export type RowReading =
  | { readonly kind: 'request'; readonly request: RequestRow }
  | { readonly kind: 'bad'; readonly problems: readonly RowProblem[] };

const REQUEST_ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;
const ID_EXPECTED = '1 to 64 letters, digits, dots, underscores or hyphens, no dot first';
const NAME_LENGTH = 200;

/** The patient of a row, of a request or of the roster. */
export function readPatient(reader: RowReader, dates: DateRules): Patient {
  const chartNumber = reader.mandatory('patient.chartNumber', NAME_LENGTH);
  return {
    ref: PatientRef(chartNumber),
    chartNumber,
    firstName: reader.mandatory('patient.firstName', NAME_LENGTH),
    lastName: reader.mandatory('patient.lastName', NAME_LENGTH),
    dateOfBirth: reader.dateOfBirth(dates),
    gender: reader.gender(),
  };
}

function readAction(reader: RowReader): 'create' | 'cancel' {
  const action = reader.text('action', 20)?.toLowerCase() ?? 'create';
  if (action !== 'create' && action !== 'cancel') reader.invalid('action', 'create or cancel');
  return action === 'cancel' ? 'cancel' : 'create';
}

function readRequestId(reader: RowReader, mandatory: boolean): string | undefined {
  const id = mandatory ? reader.mandatory('requestId', NAME_LENGTH) : reader.text('requestId', NAME_LENGTH);
  if (id !== undefined && id !== '' && !REQUEST_ID.test(id)) reader.invalid('requestId', ID_EXPECTED);
  return id;
}

/** Judges one row. Its request id defaults to a digest of what it asks for, so the same row is the same request. */
export function readRequestRow(row: RawRow, dates: DateRules): RowReading {
  if (row.flaw !== undefined) {
    const { line = row.line, field = null, message, expected } = row.flaw;
    return { kind: 'bad', problems: [{ line, field, code: 'REQUEST_FIELD_INVALID', message, expected }] };
  }
  const reader = new RowReader(row);
  const action = readAction(reader);
  const requestId = readRequestId(reader, action === 'cancel');
  if (action === 'cancel') {
    if (reader.problems.length > 0) return { kind: 'bad', problems: reader.problems };
    return { kind: 'request', request: { line: row.line, action, key: RxKey(requestId ?? '') } };
  }
  const patient = readPatient(reader, dates);
  const asked = {
    doctor: reader.text('doctor', NAME_LENGTH),
    doctorId: reader.id('doctorId'),
    labId: reader.id('labId'),
    procedureMapId: reader.id('procedureMapId'),
    procedureCode: reader.text('procedureCode', NAME_LENGTH),
    notes: reader.lines('notes', 4000),
  };
  const licenseNumber = reader.text('licenseNumber', NAME_LENGTH);
  if (reader.problems.length > 0) return { kind: 'bad', problems: reader.problems };
  // Not over the license number: it says who asks, and the same row with another one is no second request.
  const key = RxKey(requestId ?? contentDigest({ patient, asked }).slice(0, 32));
  const rx: WantedRx = { key, patient: patient.ref, patientDetails: patient, ...asked, licenseNumber };
  return { kind: 'request', request: { line: row.line, action, key, patient, rx } };
}
