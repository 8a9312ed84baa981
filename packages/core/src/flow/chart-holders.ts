import type { CloudPatient } from '../domain/cloud-patient.js';
import { sameName, type Patient, type PatientName } from '../domain/patient.js';
import type { ScanService } from '../ports/scan-service.js';

/** Who at the scanner's cloud holds a chart number, and whether that is the patient whom we mean. */
export type HolderFinding =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'one'; readonly holder: CloudPatient }
  /** One, who is somebody else. */
  | { readonly kind: 'foreign' }
  /** Several; `right` is the one whom we mean, where just one of them can be. */
  | { readonly kind: 'shared'; readonly right: CloudPatient | undefined };

/** Looser than sameChartNumber: whoever the cloud may take for the holder counts as one, so that no stranger is missed. */
function foldedNumber(chartNumber: string): string {
  return chartNumber
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\p{White_Space}\p{Cc}]/gu, '');
}

/** Everybody at the cloud who holds the patient's chart number. */
export async function holdersOf(
  service: ScanService,
  patient: Patient,
  signal: AbortSignal,
): Promise<readonly CloudPatient[]> {
  const wanted = foldedNumber(patient.chartNumber);
  const similar = await service.similarPatients(patient, signal);
  return similar.filter(({ chartNumber }) => foldedNumber(chartNumber) === wanted);
}

/**
 * Finds the patient among the holders of their chart number: by one of the names under which we know them, or by the same
 * birth date. Nobody else may be changed on their behalf.
 */
export function judgeHolders(holders: readonly CloudPatient[], known: readonly Patient[]): HolderFinding {
  const [holder, ...others] = holders;
  if (holder === undefined) return { kind: 'nobody' };
  const right = holders.filter((each) => known.some((patient) => isSame(each, patient)));
  if (others.length > 0) return { kind: 'shared', right: right.length === 1 ? right[0] : undefined };
  return right.length === 1 ? { kind: 'one', holder } : { kind: 'foreign' };
}

function isSame(holder: CloudPatient, patient: PatientName & Pick<Patient, 'dateOfBirth'>): boolean {
  const sameBirthDate = patient.dateOfBirth !== undefined && patient.dateOfBirth === holder.dateOfBirth;
  return sameBirthDate || sameName(holder, patient);
}
