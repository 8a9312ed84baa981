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

/** One row of a file before its values are judged. */
export interface RawRow {
  /** Where it begins, from 1. */
  readonly line: number;
  /** What is wrong with the row as a whole, with what was expected. */
  readonly flaw?: { readonly message: string; readonly expected: string } | undefined;
  /** The value as it stands in the file; undefined when absent. */
  value(field: Field): unknown;
  /** The line a problem of this field is shown with. */
  lineOf(field: Field): number;
}

/** What a file holds. */
export interface RawFile {
  readonly rows: readonly RawRow[];
  /** False where the last line has no end, so that more of it may be to come. */
  readonly ended: boolean;
}
