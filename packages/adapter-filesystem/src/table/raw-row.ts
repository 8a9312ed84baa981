/** The fields of a request, as problems and `csv.columns` name them. */
export const FIELDS = [
  'action',
  'requestId',
  'patient.chartNumber',
  'patient.firstName',
  'patient.lastName',
  'patient.dateOfBirth',
  'patient.gender',
  'doctor',
  'doctorId',
  'licenseNumber',
  'labId',
  'procedureMapId',
  'procedureCode',
  'notes',
] as const;
export type Field = (typeof FIELDS)[number];

/** What is wrong with a row as a whole, with what was expected. */
export interface RowFlaw {
  readonly message: string;
  readonly expected: string;
  /** Where it is to be seen, where that is not the line in which the row begins. */
  readonly line?: number | undefined;
  /** The dialect's own name of the field that is to blame. */
  readonly field?: string | undefined;
}

/** One row of a file before its values are judged. */
export interface RawRow {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly flaw?: RowFlaw | undefined;
  /** The value as it stands in the file; undefined when absent. */
  value(field: Field): unknown;
  /** The line a problem of this field is shown with. */
  lineOf(field: Field): number;
  /** What the dialect calls a field, for problems; left out where that is our own name. */
  nameOf?(field: Field): string;
}

/** What a file holds. */
export interface RawFile {
  readonly rows: readonly RawRow[];
  /** False where the last line has no end, so that more of it may be to come. */
  readonly ended: boolean;
}
