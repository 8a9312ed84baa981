import { sameChartNumber, sameName, type ScannedPatient } from '../domain/patient.js';
import type { PatientCandidate, PatientSearch } from './patient-source.js';

/**
 * Decides among candidates: `found` only where chart number and name both agree with exactly one patient. Candidates
 * that agree in neither are left out.
 */
export function judgePatients(scanned: ScannedPatient, candidates: Iterable<PatientCandidate>): PatientSearch {
  const both: PatientCandidate[] = [];
  const near: PatientCandidate[] = [];
  for (const patient of candidates) {
    const chart = sameChartNumber(scanned.chartNumber, patient.chartNumber);
    const name = sameName(scanned, patient);
    if (chart && name) both.push(patient);
    else if (chart || name) near.push(patient);
  }
  const [only, ...others] = both;
  if (only === undefined) return { kind: 'none', near };
  if (others.length > 0) return { kind: 'ambiguous', patients: both };
  return { kind: 'found', patient: only };
}
