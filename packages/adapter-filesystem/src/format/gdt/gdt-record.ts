import { decodeGdt, gdtEncoding, guessGdtEncoding } from './gdt-charset.js';
import type { GdtLine } from './gdt-lines.js';

/** What stands in one field of a record. */
export interface GdtValue {
  readonly line: number;
  readonly text: string;
  /** The objects that the field is in, outermost first (GDT 3): `Obj_Patient`. */
  readonly objects: readonly string[];
}

/** What makes a record unfit, by field and line. */
export interface GdtFlaw {
  readonly line: number;
  readonly field: string | undefined;
  readonly message: string;
  readonly expected: string;
}

const RECORD_TYPE = '8000';
const RECORD_LENGTH = '8100';
const CHARSET = '9206';
const OBJECT_BEGIN = '8200';
const OBJECT_END = '8201';

/** One record of a GDT file: from a field 8000 to the next, with what is wrong with it as a whole. */
export class GdtRecord {
  readonly line: number;
  readonly flaw: GdtFlaw | undefined;
  /** Whether it says that it has more bytes than are there: it may still be being written. */
  readonly endsEarly: boolean;
  readonly #values = new Map<string, GdtValue[]>();

  /** `encoding`: auto, by field 9206, or what is used instead. */
  constructor(lines: readonly GdtLine[], encoding: string) {
    this.line = lines[0]?.line ?? 1;
    this.flaw = lineFlaw(lines) ?? lengthFlaw(lines) ?? charsetFlaw(lines, encoding);
    this.endsEarly = (declaredLength(lines)?.bytes ?? 0) > sizeOf(lines);
    this.#read(lines, encoding === 'auto' ? encodingOf(lines) : encoding);
  }

  /** Whether some field stands within an object, as in GDT 3. */
  get hasObjects(): boolean {
    return this.#values.has(OBJECT_BEGIN);
  }

  values(field: string): readonly GdtValue[] {
    return this.#values.get(field) ?? [];
  }

  #read(lines: readonly GdtLine[], encoding: string): void {
    const objects: string[] = [];
    for (const { line, field, content } of lines) {
      const text = decodeGdt(content, encoding).trim();
      if (field === OBJECT_END) objects.pop();
      if (field === OBJECT_BEGIN) objects.push(text);
      const value = { line, text, objects: [...objects] };
      const before = this.#values.get(field);
      if (before === undefined) this.#values.set(field, [value]);
      else before.push(value);
    }
  }
}

/** Takes the lines apart at each field 8000. What stands before the first is a record too, and is flawed. */
export function gdtRecords(lines: readonly GdtLine[], encoding: string): readonly GdtRecord[] {
  const groups: GdtLine[][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    if (group === undefined || line.field === RECORD_TYPE) groups.push([line]);
    else group.push(line);
  }
  return groups.map((group) => new GdtRecord(group, encoding));
}

function first(lines: readonly GdtLine[], field: string): GdtLine | undefined {
  return lines.find((line) => line.field === field);
}

function lineFlaw(lines: readonly GdtLine[]): GdtFlaw | undefined {
  const wrong = lines.find(({ flaw }) => flaw !== undefined);
  if (wrong?.flaw === undefined) return undefined;
  const field = wrong.field === '' ? undefined : wrong.field;
  return {
    line: wrong.line,
    field,
    message: wrong.flaw,
    expected: 'a line such as 01380006302, of 13 bytes with its end',
  };
}

function sizeOf(lines: readonly GdtLine[]): number {
  return lines.reduce((sum, line) => sum + line.size, 0);
}

/** `bytes`: not a number where the field holds none. */
function declaredLength(lines: readonly GdtLine[]): { readonly line: number; readonly bytes: number } | undefined {
  const declared = first(lines, RECORD_LENGTH);
  if (declared === undefined) return undefined;
  const text = declared.content.toString('latin1').trim();
  return { line: declared.line, bytes: /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN };
}

/** The length of the record says that nothing of it is missing. */
function lengthFlaw(lines: readonly GdtLine[]): GdtFlaw | undefined {
  const declared = declaredLength(lines);
  const size = sizeOf(lines);
  if (declared === undefined || declared.bytes === size) return undefined;
  const message = `the record has ${size} bytes, which is not what it says`;
  return { line: declared.line, field: RECORD_LENGTH, message, expected: 'the length of the record in bytes' };
}

function charsetFlaw(lines: readonly GdtLine[], encoding: string): GdtFlaw | undefined {
  const declared = first(lines, CHARSET);
  if (declared === undefined || encoding !== 'auto') return undefined;
  if (gdtEncoding(declared.content.toString('latin1').trim()) !== undefined) return undefined;
  const expected = '1 (7 bit), 2 (code page 437), 3 (ISO 8859-1), 4 (ISO 8859-15) or 5 (UTF-8)';
  return { line: declared.line, field: CHARSET, message: 'the character set is not known', expected };
}

function encodingOf(lines: readonly GdtLine[]): string {
  const declared = first(lines, CHARSET)?.content.toString('latin1').trim();
  const named = declared === undefined ? undefined : gdtEncoding(declared);
  return named ?? guessGdtEncoding(Buffer.concat(lines.map(({ content }) => content)));
}
