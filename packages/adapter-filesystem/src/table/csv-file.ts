import { CsvError, parse } from 'csv-parse/sync';
import type { CsvOptions } from '../options.js';
import { BeyondLimit, tooManyRows } from './beyond-limit.js';
import { NotReadable } from './not-readable.js';
import { FIELDS, type Field, type RawFile, type RawRow } from './raw-row.js';
import type { TableLimits } from './table-limits.js';

const SHORT = 'patient.';

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The first `to` records. */
function records(text: string, delimiter: string, to: number): readonly CsvRecord[] {
  return parse(text, {
    delimiter,
    record_delimiter: '\n',
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    to,
  }) as unknown as readonly CsvRecord[];
}

const fold = (header: string): string => header.normalize('NFC').trim().toLowerCase();

/** For each name a header may have: which field it is, and how well it says so (the practice's own name wins). */
function headerNames(columns: CsvOptions['columns']): Map<string, Field> {
  const names = new Map<string, Field>();
  for (const field of FIELDS) {
    names.set(fold(field), field);
    if (field.startsWith(SHORT)) names.set(fold(field.slice(SHORT.length)), field);
  }
  for (const [name, header] of Object.entries(columns)) {
    const field = FIELDS.find((known) => known === name || known === `${SHORT}${name}`);
    if (field !== undefined && header !== undefined) names.set(fold(header), field);
  }
  return names;
}

/** Which column holds which field. */
function locate(header: readonly string[], columns: CsvOptions['columns']): ReadonlyMap<Field, number> {
  const names = headerNames(columns);
  const own = new Set(Object.values(columns).map((name) => fold(name ?? '')));
  const found = new Map<Field, number>();
  for (const [index, cell] of header.entries()) {
    const field = names.get(fold(cell));
    if (field === undefined) continue;
    const before = found.get(field);
    if (before === undefined) {
      found.set(field, index);
      continue;
    }
    const earlier = own.has(fold(header[before] ?? ''));
    const later = own.has(fold(cell));
    if (earlier === later) throw new NotReadable(`two columns are ${field}`, 'each column once', 1);
    if (later) found.set(field, index);
  }
  return found;
}

function chooseDelimiter(text: string, columns: CsvOptions['columns']): string {
  let best = { delimiter: ',', score: -1 };
  for (const delimiter of [',', ';', '\t', '|']) {
    try {
      const header = records(text, delimiter, 1)[0]?.record ?? [];
      const score = locate(header, columns).size * 1000 + header.length;
      if (score > best.score) best = { delimiter, score };
    } catch {
      // Not this one; the whole file tells what is wrong with the one that is left.
    }
  }
  return best.delimiter;
}

function toRow({ record, info }: CsvRecord, located: ReadonlyMap<Field, number>, width: number): RawRow {
  const embedded = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
  const line = info.lines - embedded;
  const surplus = record.slice(width).some((cell) => cell.trim() !== '');
  const flawed = record.length < width || surplus;
  return {
    line,
    flaw: flawed
      ? { message: `the row has ${record.length} columns`, expected: `${width} columns, as in the header` }
      : undefined,
    value: (field) => record[located.get(field) ?? -1],
    lineOf: () => line,
  };
}

/** Text in quotation marks may hold some delimiters that are none. */
const QUOTED_DELIMITERS = 10_000;

/** Before a row of nothing but delimiters is taken apart, which needs many times its memory. Throws BeyondLimit. */
function assertWidths(text: string, { columns }: TableLimits): void {
  let delimiters = 0;
  let line = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') {
      delimiters = 0;
      line += 1;
    } else if (character === ',' || character === ';' || character === '\t' || character === '|') {
      delimiters += 1;
      if (delimiters > columns + QUOTED_DELIMITERS)
        throw new BeyondLimit('a row has far too many columns', `at most ${columns} (limits.columns)`, line);
    }
  }
}

function assertColumns(header: CsvRecord | undefined, { columns }: TableLimits): void {
  const count = header?.record.length ?? 0;
  if (count > columns) throw new BeyondLimit(`there are ${count} columns`, `at most ${columns} (limits.columns)`, 1);
}

/** Reads CSV text with a header row. Throws NotReadable, or BeyondLimit; a row with too few or too many columns is only flawed itself. */
export function readCsv(text: string, options: CsvOptions, limits: TableLimits): RawFile {
  if (text.includes('\0')) throw new NotReadable('there are zero bytes in the file', 'text');
  assertWidths(text, limits);
  const ended = text.endsWith('\n');
  try {
    const delimiter = options.delimiter === 'auto' ? chooseDelimiter(text, options.columns) : options.delimiter;
    assertColumns(records(text, delimiter, 1)[0], limits);
    // One more than is taken tells that there are too many, however many there are.
    const [header, ...rest] = records(text, delimiter, limits.rows + 2);
    if (header === undefined)
      throw new NotReadable('the file has no header row', 'a header row with the names of the columns', 1);
    if (rest.length > limits.rows) throw tooManyRows(limits.rows);
    const located = locate(header.record, options.columns);
    if (located.size === 0) {
      throw new NotReadable('no column of the header is known', 'columns such as chartNumber, or csv.columns set', 1);
    }
    const width = header.record.length;
    const last = rest.at(-1);
    if (!ended && last !== undefined && last.record.length < width) {
      throw new NotReadable('the last row ends early', `${width} columns, as in the header`, last.info.lines);
    }
    return { rows: rest.map((record) => toRow(record, located, width)), ended };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : undefined;
    const open = error.code === 'CSV_QUOTE_NOT_CLOSED';
    throw new NotReadable(
      open ? 'a quotation mark is not closed' : 'a quotation mark stands where none may',
      'a quotation mark around a whole cell, doubled inside it',
      line,
    );
  }
}
