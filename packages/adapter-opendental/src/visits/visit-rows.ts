import type { Visit, VisitProcedure } from './visit.js';

type Number = number | string;

/** A row of the visit statements. */
export interface VisitRow {
  readonly AptNum: Number;
  readonly NextAptNum: Number;
  readonly PatNum: Number;
  readonly PatStatus: number | null;
  readonly AptStatus: number;
  readonly daysAhead: number | null;
  readonly seated: number | null;
  readonly ProvNum: Number;
  readonly ProvHyg: Number;
  readonly Op: Number;
  readonly ClinicNum: Number;
  readonly AppointmentTypeNum: Number;
}

/** A row of the procedure statements. */
export interface ProcedureRow {
  readonly visit: Number;
  readonly ProcStatus: number;
  readonly ToothNum: string | null;
  readonly ToothRange: string | null;
  readonly Surf: string | null;
  readonly ProcCode: string;
  readonly Descript: string | null;
  readonly TreatArea: number;
}

/** patient.PatStatus */
const PATIENT_DELETED = 4;
/** procedurelog.ProcStatus */
const COMPLETED = 2;
/** procedurecode.TreatArea: what Surf means. */
const AREA = { surface: 1, quadrant: 4, sextant: 5, arch: 6 } as const;

const ARCH_WORDS: Readonly<Record<string, string>> = { U: 'upper', L: 'lower' };

export function visitOf(row: VisitRow, name: string): Visit {
  return {
    number: String(row.AptNum),
    name,
    patient: String(row.PatNum),
    patientDeleted: row.PatStatus === PATIENT_DELETED,
    status: row.AptStatus,
    daysAhead: row.daysAhead ?? undefined,
    seated: row.seated === 1,
    dentist: String(row.ProvNum),
    hygienist: String(row.ProvHyg),
    operatory: String(row.Op),
    clinic: String(row.ClinicNum),
    type: String(row.AppointmentTypeNum),
  };
}

export function procedureOf(row: ProcedureRow): VisitProcedure {
  const surface = (row.Surf ?? '').trim();
  const teeth = [row.ToothNum ?? '', ...(row.ToothRange ?? '').split(',')]
    .map((tooth) => tooth.trim())
    .filter((tooth) => tooth !== '');
  const inPlace = row.TreatArea === AREA.quadrant || row.TreatArea === AREA.arch;
  return {
    visit: String(row.visit),
    completed: row.ProcStatus === COMPLETED,
    code: row.ProcCode.trim(),
    description: (row.Descript ?? '').trim(),
    teeth,
    surfaces: surfaceWords(row.TreatArea, surface),
    places: inPlace ? [surface, ...teeth] : teeth,
  };
}

/** Surf as it can be read without knowing the code: a sextant or an arch would look like a tooth or a surface. */
function surfaceWords(area: number, surface: string): string {
  switch (area) {
    case AREA.surface:
    case AREA.quadrant:
      return surface;
    case AREA.sextant:
      return surface === '' ? '' : `sextant ${surface}`;
    case AREA.arch:
      return ARCH_WORDS[surface] ?? surface;
    default:
      return '';
  }
}
