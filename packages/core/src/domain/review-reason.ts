import { sameChartNumber, sameName, type Patient, type ScannedPatient } from './patient.js';

/**
 * Why no rule may file a scan, and why it may not file it for a candidate. The codes are for programs and stay as they
 * are; the sentences are for a person.
 */
export const REVIEW_REASONS = {
  'scanner-started': 'It was started on the scanner, without an RX.',
  'rx-unknown': 'Its RX is none of ours: it was started on the scanner, or another program sent it.',
  'rx-own': 'It answers an RX of ours, but came back with another chart number or name.',
  'names-another': 'It names another patient than the one it was filed, or to be filed, for.',
  'taken-back': 'A person took it out of the chart.',
  'filed-forgotten': 'It was filed before the ledger was put back: look in the charts before you say whose it is.',
  'nobody-near': 'The practice software knows nobody with this chart number or name.',
  'no-patients': 'The adapter of this clinic knows no patients.',
  'rx-sent-for': 'The RX was sent for this patient.',
  'filed-before': 'The scan was filed, or to be filed, for this patient, and names another one now.',
  'names-now': 'The scan names this patient now.',
  'taken-from': 'It was filed for this patient, and a person took it back.',
  'several-agree': 'Several patients have this chart number and name.',
  'named-by-adapter': 'The adapter named this patient.',
  'chart-number-equal': 'The chart number agrees.',
  'chart-number-differs': 'The chart number differs.',
  'chart-number-blank': 'The scan carries no chart number.',
  'name-equal': 'The name agrees.',
  'name-differs': 'The name differs.',
  'name-blank': 'The scan carries no name.',
  'birth-date-equal': 'The birth date is the one of the RX.',
  'birth-date-differs': 'The birth date is another than that of the RX.',
} as const;

export type ReviewReason = keyof typeof REVIEW_REASONS;

/** The sentences of some reasons, one after the other. */
export function reviewSentences(reasons: readonly ReviewReason[]): string {
  return reasons.map((reason) => REVIEW_REASONS[reason]).join(' ');
}

/** What of a patient agrees with what a scan says, by the same rules by which scans are filed. */
export function comparePatient(scanned: ScannedPatient, patient: Patient): readonly ReviewReason[] {
  const named = `${scanned.firstName}${scanned.lastName}`.trim() !== '';
  return [
    sameChartNumber(scanned.chartNumber, patient.chartNumber)
      ? 'chart-number-equal'
      : scanned.chartNumber.trim() === ''
        ? 'chart-number-blank'
        : 'chart-number-differs',
    sameName(scanned, patient) ? 'name-equal' : named ? 'name-differs' : 'name-blank',
  ];
}
