import type { Practice } from '../domain/practice.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import type { ClinicPolicy } from './clinic-policy.js';

/** A mapping of the configuration to something that the scanner's cloud does not have (any more). */
export interface GoneMapping {
  /** Where it stands in the clinic's section, such as `rx.doctors.DrSmith`. */
  readonly path: string;
  readonly code: Extract<ChairsideErrorCode, 'DOCTOR_GONE' | 'LAB_GONE'>;
}

/** Who is at a practice, by the scanner's own numbers. */
export interface PracticeIds {
  readonly doctors: readonly number[];
  readonly labs: readonly number[];
}

export function practiceIds({ doctors, labs }: Practice): PracticeIds {
  return { doctors: doctors.map(({ id }) => id), labs: labs.map(({ id }) => id) };
}

/** The doctors and labs that the configuration names and the practice does not have. */
export function goneMappings(
  { defaults, doctors, procedures }: ClinicPolicy['rx'],
  known: PracticeIds,
): readonly GoneMapping[] {
  const doctor = (path: string, id: number | undefined): readonly GoneMapping[] =>
    id === undefined || known.doctors.includes(id) ? [] : [{ path, code: 'DOCTOR_GONE' }];
  const lab = (path: string, id: number | undefined): readonly GoneMapping[] =>
    id === undefined || known.labs.includes(id) ? [] : [{ path, code: 'LAB_GONE' }];
  return [
    ...doctor('rx.defaults.doctorId', defaults.doctorId),
    ...lab('rx.defaults.labId', defaults.labId),
    ...Object.entries(doctors).flatMap(([provider, id]) => doctor(`rx.doctors.${provider}`, id)),
    ...Object.entries(procedures).flatMap(([procedureCode, rule]) =>
      rule === false ? [] : lab(`rx.procedures.${procedureCode}`, rule.labId),
    ),
  ];
}
