import { reviewSentences, type PatientRecord, type ScanRecord } from '@chairside/core/house';
import { person } from './person.js';
import { say, sayJson } from './print.js';
import type { ClinicOptions, Session } from './session.js';
import { patientReviewView, reviewView } from '../views/item-views.js';

/** `review list`: the scans that no rule may file, and the patients whom no rule may change at iTero. */
export async function listReview(session: Session, options: ClinicOptions): Promise<void> {
  const scans: ScanRecord[] = [];
  const patients: PatientRecord[] = [];
  for (const ledger of session.ledgers(options)) {
    scans.push(...(await ledger.scans.list({ states: ['review'] })));
    patients.push(...(await ledger.patients.list({ states: ['review'] })));
  }
  if (options.json === true) {
    sayJson({ review: [...scans.map(reviewView), ...patients.map(patientReviewView)] });
    return;
  }
  if (scans.length + patients.length === 0) say('The review inbox is empty.');
  for (const record of scans) sayScan(record);
  for (const record of patients) sayPatient(record);
}

function sayScan({ clinic, orderId, order, doubts = [], candidates = [], takenBack }: ScanRecord): void {
  say(`${clinic}  order ${orderId}, scanned ${order.scannedAt}: ${person(order.patient)}`);
  if (doubts.length > 0) say(`    ${reviewSentences(doubts)}`);
  say(...candidates.map(({ patient, why }) => `    ${patient.ref}: ${person(patient)}. ${why}`));
  say(
    ...(takenBack?.left ?? []).map(
      ({ path, knownAs }) => `    to be deleted in the practice software: ${knownAs} (${path})`,
    ),
  );
}

function sayPatient({ clinic, ref, told, wanted, matches = [], problem }: PatientRecord): void {
  say(`${clinic}  patient ${ref}: ${person(wanted ?? told)}. ${problem?.text ?? ''}`.trimEnd());
  if (wanted !== undefined) say(`    iTero was told: ${person(told)}`);
  say(...matches.map((match) => `    iTero has ${match.id}: ${person(match)}`));
}
