import type { Field, RawRow, RowFlaw } from '../../table/raw-row.js';
import { spacedDate } from '../compact-date.js';
import type { GdtOptions } from './gdt-options.js';
import type { GdtRecord, GdtValue } from './gdt-record.js';

/** "New examination requested": the one kind of record that asks for a scan (GDT, record types). */
const NEW_EXAMINATION = '6302';
const PATIENT_OBJECT = 'obj_patient';
const NAME_PREFIX = '3100';
const PATIENT_FIELDS = {
  'patient.chartNumber': '3000',
  'patient.lastName': '3101',
  'patient.firstName': '3102',
  'patient.dateOfBirth': '3103',
  'patient.gender': '3110',
} as const satisfies Partial<Record<Field, string>>;
const GENDERS: Readonly<Record<string, string>> = { '1': 'male', '2': 'female' };

/** A record as a request. */
export class GdtRow implements RawRow {
  readonly line: number;
  readonly flaw: RowFlaw | undefined;
  readonly #record: GdtRecord;
  readonly #options: GdtOptions;

  constructor(record: GdtRecord, options: GdtOptions) {
    this.line = record.line;
    this.#record = record;
    this.#options = options;
    this.flaw = record.flaw ?? this.#typeFlaw() ?? this.#patientFlaw();
  }

  value(field: Field): unknown {
    if (field === 'notes') return this.#notes();
    const text = this.#found(field)?.text;
    switch (field) {
      case 'patient.dateOfBirth':
        return text === undefined ? undefined : dateOfBirth(text);
      case 'patient.gender':
        return GENDERS[text ?? ''] ?? text;
      case 'patient.lastName':
        return [this.#ofPatient(NAME_PREFIX)[0]?.text, text].filter((part) => part !== undefined).join(' ');
      default:
        return text;
    }
  }

  lineOf(field: Field): number {
    return this.#found(field)?.line ?? this.line;
  }

  nameOf(field: Field): string {
    const [number] = this.#numbers(field);
    return number === undefined ? field : `${field} (${number})`;
  }

  #typeFlaw(): RowFlaw | undefined {
    const [type] = this.#record.values('8000');
    if (type?.text === NEW_EXAMINATION) return undefined;
    const message = type === undefined ? 'the record does not begin with its type' : 'this type asks for no scan';
    return { line: type?.line ?? this.line, field: '8000', message, expected: `${NEW_EXAMINATION}, a new examination` };
  }

  /** A record that names two people must not end in either's chart. */
  #patientFlaw(): RowFlaw | undefined {
    for (const number of Object.values(PATIENT_FIELDS)) {
      const [one, ...others] = this.#ofPatient(number);
      const other = others.find(({ text }) => text !== one?.text);
      if (other !== undefined) {
        const message = 'the field stands twice, with two values';
        return { line: other.line, field: number, message, expected: 'one patient' };
      }
    }
    return undefined;
  }

  #numbers(field: Field): readonly string[] {
    if (field in PATIENT_FIELDS) return [PATIENT_FIELDS[field as keyof typeof PATIENT_FIELDS]];
    if (field === 'requestId' || field === 'procedureCode' || field === 'doctor' || field === 'notes') {
      return this.#options[field];
    }
    return [];
  }

  #found(field: Field): GdtValue | undefined {
    const patients = field in PATIENT_FIELDS;
    for (const number of this.#numbers(field)) {
      const values = patients ? this.#ofPatient(number) : this.#record.values(number);
      const found = values.find(({ text }) => text !== '');
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** With objects (GDT 3) a name may be that of a doctor or of a relative: only those of the patient's object count. */
  #ofPatient(number: string): readonly GdtValue[] {
    const values = this.#record.values(number);
    if (!this.#record.hasObjects) return values;
    return values.filter(({ objects }) => objects.at(-1)?.toLowerCase() === PATIENT_OBJECT);
  }

  #notes(): string | undefined {
    const lines = this.#options.notes.flatMap((number) => this.#record.values(number)).map(({ text }) => text);
    return lines.length === 0 ? undefined : lines.join('\n');
  }
}

/** A date whose day or month is not known is written with zeros, and is none. */
function dateOfBirth(text: string): string | undefined {
  const date = spacedDate(text);
  return /^\d{4}-(?:00-\d\d|\d\d-00)$|^0+$/.test(date) ? undefined : date;
}
