import { ChairsideError, sameName } from '@chairside/core';
import type { CloudPatient, PatientFilter, ScanService } from '@chairside/core/house';
import { CLINIC } from '../composition/tokens.js';
import { CommandError, EXIT } from './command-error.js';
import { PatientTable } from './patient-table.js';
import { note, say, sayJson } from './print.js';
import type { CommandOptions, Session } from './session.js';
import { cloudPatientView } from '../views/item-views.js';

export interface SearchOptions extends CommandOptions {
  readonly first?: string;
  readonly last?: string;
  /** Empty: patients without one. */
  readonly chart?: string;
  readonly updatedFrom?: string;
  readonly updatedTo?: string;
  readonly scannedFrom?: string;
  readonly scannedTo?: string;
  readonly limit: number;
}

/** `patients search`: prints page by page, so that no more is held than one; JSON is held up to the limit. */
export async function searchPatients(session: Session, clinic: string, options: SearchOptions): Promise<void> {
  const scope = await session.clinic(session.clinicId(clinic));
  const pages = found(session, scope.container.get(CLINIC.service), options);
  const collected: CloudPatient[] = [];
  const table = new PatientTable();
  let count = 0;
  let more = false;
  for await (const page of pages) {
    const shown = page.slice(0, options.limit - count);
    count += shown.length;
    if (options.json === true) collected.push(...shown);
    else if (shown.length > 0) table.add(shown);
    more = shown.length < page.length;
    if (more) break;
  }
  if (options.json === true) sayJson({ patients: collected.map(cloudPatientView) });
  else if (count === 0) say('iTero has no such patient.');
  if (more)
    note(`There are more than ${count === 1 ? 'this one' : `these ${count}`}: narrow the search, or raise --limit.`);
}

/** Version 3 of the API searches by parts of names and by days; version 2, which every account has, only for one person. */
function found(session: Session, service: ScanService, options: SearchOptions): AsyncIterable<readonly CloudPatient[]> {
  // How version 3 is asked for a blank chart number its document does not say.
  return session.config.itero.discovery?.v3 === undefined || options.chart === ''
    ? similar(session, service, options)
    : service.searchPatients(filterOf(options), session.signal);
}

function filterOf(options: SearchOptions): PatientFilter {
  return {
    firstName: options.first,
    lastName: options.last,
    chartNumber: options.chart,
    updatedFrom: options.updatedFrom,
    updatedTo: options.updatedTo,
    lastScanFrom: options.scannedFrom,
    lastScanTo: options.scannedTo,
  };
}

async function* similar(
  session: Session,
  service: ScanService,
  options: SearchOptions,
): AsyncGenerator<readonly CloudPatient[]> {
  const { first = '', last = '', chart } = options;
  if (!canBeSimilar(options)) {
    const detail = 'version 2 takes a first and last name, a chart number or both, whole';
    throw new CommandError(EXIT.usage, new ChairsideError('PATIENT_SEARCH_UNAVAILABLE', { detail }).message);
  }
  const scanned = { firstName: first, lastName: last, chartNumber: chart ?? '' };
  const patients = await service.similarPatients(scanned, session.signal);
  if (chart === undefined) {
    note('Searched by version 2 of the API: everybody who has exactly this name.');
    // Everybody without a chart number is answered too.
    yield patients.filter((patient) => sameName(patient, scanned));
    return;
  }
  const whoElse = first === '' ? '' : ' or exactly this name';
  note(`Searched by version 2 of the API: everybody who has ${chart === '' ? 'no' : 'this'} chart number${whoElse}.`);
  yield patients;
}

/** Whether version 2 can do it: no days, no parts. */
function canBeSimilar({ first, last, chart, ...rest }: SearchOptions): boolean {
  const { updatedFrom, updatedTo, scannedFrom, scannedTo } = rest;
  if ([updatedFrom, updatedTo, scannedFrom, scannedTo].some((day) => day !== undefined)) return false;
  if ([first, last, chart].some((text) => text !== undefined && /[*%]/.test(text))) return false;
  const named = (first ?? '').trim() !== '' && (last ?? '').trim() !== '';
  return named || (chart !== undefined && first === undefined && last === undefined);
}
