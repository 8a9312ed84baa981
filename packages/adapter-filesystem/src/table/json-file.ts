import { lineOfBadToken, mapJson } from './json-lines.js';
import { NotReadable } from './not-readable.js';
import type { Field, RawFile, RawRow } from './raw-row.js';
import type { TableLimits } from './table-limits.js';

const EXPECTED = 'one JSON object, or a list of them';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member, so that a key such as `__proto__` in the file means nothing. */
function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function lineOfSyntaxError(error: unknown, text: string): number {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return position === undefined ? lineOfBadToken(text) : text.slice(0, Number(position)).split('\n').length;
}

/** Reads JSON text: one object or a list of them. Throws NotReadable, or BeyondLimit; an item that is no object is only flawed itself. */
export function readJson(text: string, limits: TableLimits): RawFile {
  const map = mapJson(text, limits);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new NotReadable('the file is no JSON, or ends early', EXPECTED, lineOfSyntaxError(error, text));
  }
  if (!isObject(parsed) && !Array.isArray(parsed)) throw new NotReadable('the file holds no object', EXPECTED, 1);
  const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const rows = list.map((item, index): RawRow => {
    const line = map.items[index] ?? 1;
    if (!isObject(item)) return flawedRow(line);
    const keys = map.keys[index];
    return {
      line,
      value: (field: Field) => field.split('.').reduce<unknown>(member, item),
      lineOf: (field) => keys?.get(field) ?? keys?.get(field.split('.')[0] ?? field) ?? line,
    };
  });
  return { rows, ended: true };
}

function flawedRow(line: number): RawRow {
  return {
    line,
    flaw: { message: 'an item of the list is no object', expected: EXPECTED },
    value: () => undefined,
    lineOf: () => line,
  };
}
