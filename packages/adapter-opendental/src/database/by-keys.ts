import type { Reader } from './database.js';

/** How many keys one statement takes. Always as many, so that each statement has one text, and few enough to be looked up one by one. */
const CHUNK = 100;

/** The list of an `IN (…)` whose values `rowsByKeys` fills in. */
export const KEYS = Array.from({ length: CHUNK }, () => '?').join(', ');

/** The rows of a statement with one `IN (${KEYS})`, for any number of keys, by as few statements as they need. */
export async function rowsByKeys<Row>(
  reader: Reader,
  statement: string,
  keys: Iterable<string>,
): Promise<readonly Row[]> {
  const distinct = [...new Set(keys)];
  const rows: Row[] = [];
  for (let start = 0; start < distinct.length; start += CHUNK) {
    const chunk = distinct.slice(start, start + CHUNK);
    const padding = Array.from({ length: CHUNK - chunk.length }, () => chunk[0]!);
    rows.push(...(await reader.rows<Row>(statement, [...chunk, ...padding])));
  }
  return rows;
}
