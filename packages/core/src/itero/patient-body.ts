import type { PatientChange, PatientChangeById, PatientFilter } from '../domain/cloud-patient.js';
import { cleanText } from './clean-text.js';

type Texts = Readonly<Record<string, string>>;

/** What is given, cleaned; what is absent or blank is left out. */
function given(fields: Readonly<Record<string, string | undefined>>): Texts {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const text = cleanText(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** At least one value is mandatory. */
function someOf(fields: Texts): Texts {
  if (Object.keys(fields).length === 0) throw new TypeError('An update of a patient names nothing to change.');
  return fields;
}

/** Filters of a search (iTero DPMS API, Patient Search - V3, Query Parameters). */
export function filterQuery(filter: PatientFilter): Texts {
  return given({
    FirstName: filter.firstName,
    LastName: filter.lastName,
    ChartNumber: filter.chartNumber,
    UpdatedDateFrom: filter.updatedFrom,
    UpdatedDateTo: filter.updatedTo,
    LastScanDateFrom: filter.lastScanFrom,
    LastScanDateTo: filter.lastScanTo,
  });
}

/**
 * The values of an update by chart number (iTero DPMS API, Patient's Details Update by Chart Number). A blank value is
 * not sent, so that it wipes nothing. Throws a TypeError where nothing is to be changed.
 */
export function changeBody(change: PatientChange): Texts {
  const { firstName, lastName, dateOfBirth, gender } = change;
  return someOf(given({ FirstName: firstName, LastName: lastName, DateOfBirth: dateOfBirth, Gender: gender }));
}

/**
 * The values of an update by id (iTero DPMS API, Patient's Details Update by Patient ID). Which values are to be set, the
 * document says, is told by Boolean "Has_" parameters; it names none and its sample has none, so none are sent. A blank
 * value is not sent. Throws a TypeError where nothing is to be changed.
 */
export function changeByIdBody(change: Partial<PatientChangeById>): Texts {
  const { chartNumber, firstName, lastName } = change;
  return someOf(given({ ChartNumber: chartNumber, FirstName: firstName, LastName: lastName }));
}

/** Field names that a refusal may name. */
export const PATIENT_FIELDS: ReadonlySet<string> = new Set([
  'patientid',
  'firstname',
  'lastname',
  'chartnumber',
  'dateofbirth',
  'gender',
  'updateddatefrom',
  'updateddateto',
  'lastscandatefrom',
  'lastscandateto',
  'offset',
  'limit',
]);
