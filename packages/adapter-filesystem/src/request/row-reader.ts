import type { Gender } from '@chairside/core';
import type { Field, RawRow } from '../table/raw-row.js';
import { readDateOfBirth, type DateFormat, type SlashOrder } from './date-of-birth.js';
import type { RowProblem } from './row-problem.js';

/** How the dates of one file are read. */
export interface DateRules {
  readonly format: DateFormat;
  readonly slashes: SlashOrder;
  /** `YYYY-MM-DD`; no birth is later. */
  readonly today: string;
}

const GENDERS: ReadonlyMap<string, Gender> = new Map([
  ['male', 'Male'],
  ['m', 'Male'],
  ['man', 'Male'],
  ['männlich', 'Male'],
  ['female', 'Female'],
  ['f', 'Female'],
  ['woman', 'Female'],
  ['w', 'Female'],
  ['weiblich', 'Female'],
]);

/** Reads one row's values and collects everything that is wrong with them. */
export class RowReader {
  readonly problems: RowProblem[] = [];
  readonly #row: RawRow;

  constructor(row: RawRow) {
    this.#row = row;
  }

  /** Text on one line; undefined when the cell is blank. A whole number counts as text. */
  text(field: Field, longest: number): string | undefined {
    return this.#text(field, longest, (text) => text.replace(/\s+/g, ' '));
  }

  /** Text that may have several lines. */
  lines(field: Field, longest: number): string | undefined {
    return this.#text(field, longest, (text) => text.replace(/\r\n?/g, '\n').replaceAll('\t', ' '));
  }

  mandatory(field: Field, longest: number): string {
    const before = this.problems.length;
    const text = this.text(field, longest);
    if (text === undefined && this.problems.length === before) {
      this.#add(field, 'REQUEST_FIELD_MISSING', `${field} is missing`, 'a value');
    }
    return text ?? '';
  }

  /** One of the scanner's own numbers. */
  id(field: Field): number | undefined {
    const text = this.text(field, 20);
    if (text === undefined) return undefined;
    const number = /^\d{1,15}$/.test(text) ? Number(text) : 0;
    if (number > 0) return number;
    this.invalid(field, 'a whole number above 0');
    return undefined;
  }

  gender(): Gender | undefined {
    return GENDERS.get(this.text('patient.gender', 40)?.toLowerCase() ?? '');
  }

  dateOfBirth(rules: DateRules): string | undefined {
    const field = 'patient.dateOfBirth';
    const text = this.text(field, 40);
    if (text === undefined) return undefined;
    const reading = readDateOfBirth(text, rules.format, rules.slashes, rules.today);
    if (reading.kind === 'date') return reading.date;
    const expected =
      reading.kind === 'ambiguous'
        ? 'a date such as 1980-02-03, or csv.dateFormat set to DD/MM/YYYY or MM/DD/YYYY'
        : `a past date such as 1980-02-03${rules.format === 'auto' ? '' : `, or written as ${rules.format} (csv.dateFormat)`}`;
    this.#add(
      field,
      'REQUEST_FIELD_INVALID',
      reading.kind === 'ambiguous' ? 'day and month cannot be told apart' : 'this is no date of birth',
      expected,
    );
    return undefined;
  }

  invalid(field: Field, expected: string): void {
    this.#add(field, 'REQUEST_FIELD_INVALID', `${field} has a value that cannot be used`, expected);
  }

  #text(field: Field, longest: number, tidy: (text: string) => string): string | undefined {
    const value = this.#row.value(field);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' && !(typeof value === 'number' && Number.isSafeInteger(value))) {
      this.invalid(field, 'a text');
      return undefined;
    }
    const text = tidy(String(value)).trim();
    if (text === '') return undefined;
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (text.length > longest || /\p{Surrogate}/u.test(text) || /[\u0000-\u0009\u000b-\u001f\u007f]/.test(text)) {
      this.invalid(field, `a text of at most ${longest} characters, without control characters`);
      return undefined;
    }
    return text;
  }

  #add(field: Field, code: RowProblem['code'], message: string, expected: string): void {
    const name = this.#row.nameOf?.(field) ?? field;
    this.problems.push({ line: this.#row.lineOf(field), field: name, code, message, expected });
  }
}
