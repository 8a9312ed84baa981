import { ERROR_CODES, type PatientName, type Problem } from '@chairside/core';
import type { PatientRecord, RxRecord, ScanRecord } from '@chairside/core/house';
import { reviewView, rxView, scanView, sentBack } from './item-views.js';
import { isoTime } from './iso-time.js';

/** How items stand in lists that many may see: of a patient the initials, and no words that may repeat a request. */

interface Initials {
  readonly initials: string | null;
}

function initials(name: PatientName | undefined): Initials {
  const letters = [name?.firstName, name?.lastName].flatMap((part) => /[\p{L}\p{N}]/u.exec(part ?? '')?.[0] ?? []);
  return { initials: letters.length === 0 ? null : letters.map((letter) => `${letter.toUpperCase()}.`).join(' ') };
}

function plainProblem(problem: Problem | undefined): object | null {
  return problem === undefined
    ? null
    : { code: problem.code, class: problem.class, text: ERROR_CODES[problem.code].text, at: isoTime(problem.at) };
}

/** What stands in a list; a field that a view gets later is not shown to many until it is named here. */
const RX_FIELDS = fields(`
  clinic key state rxId orderId generation cancelled doctor doctorId labId procedureMapId procedureCode attempts dueAt
  createdAt updatedAt`);
const SCAN_FIELDS = fields(`
  clinic orderId state status stage sentBackAt rxId rxKey scannedAt procedure procedureType match revision attempts
  notReady dueAt createdAt updatedAt`);
const REVIEW_FIELDS = fields('kind clinic orderId scannedAt status doctor');

function fields(names: string): ReadonlySet<string> {
  return new Set(names.trim().split(/\s+/));
}

function only(view: object, named: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(view).filter(([name]) => named.has(name)));
}

export function maskedRx(record: RxRecord): object {
  const { sent, wanted, problem } = record;
  const patient = initials(sent?.patient ?? wanted.patientDetails);
  return { ...only(rxView(record), RX_FIELDS), patient, problem: plainProblem(problem) };
}

export function maskedScan(record: ScanRecord): object {
  const { order, patient, problem } = record;
  return {
    ...only(scanView(record), SCAN_FIELDS),
    patient: patient === undefined ? null : initials(patient),
    scannedPatient: initials(order.patient),
    problem: plainProblem(problem ?? sentBack(record)),
  };
}

/** Of who may be meant, and of what is left in a chart, the number. */
export function maskedReview(record: ScanRecord): object {
  const { order, candidates = [], takenBack, problem } = record;
  return {
    ...only(reviewView(record), REVIEW_FIELDS),
    scannedPatient: initials(order.patient),
    candidates: candidates.length,
    left: takenBack?.left.length ?? 0,
    problem: plainProblem(problem),
  };
}

/** `id`: what stands for the patient's reference. */
export function maskedPatient({ clinic, told, wanted, problem, state }: PatientRecord, id: string): object {
  return { kind: 'patient', clinic, id, state, patient: initials(wanted ?? told), problem: plainProblem(problem) };
}

/** What of a patient stays hidden when an item is opened, until somebody asks for it. */
const HIDDEN = new Set(['dateOfBirth', 'gender']);

/** An item without birth dates and genders, wherever they stand in it. */
export function withoutBirthDates(view: unknown): unknown {
  if (Array.isArray(view)) return view.map(withoutBirthDates);
  if (typeof view !== 'object' || view === null) return view;
  return Object.fromEntries(
    Object.entries(view)
      .filter(([name]) => !HIDDEN.has(name))
      .map(([name, value]) => [name, withoutBirthDates(value)]),
  );
}
