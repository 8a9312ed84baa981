import type { Connection, ResultSetHeader } from 'mysql2/promise';
import { RowFormat, type Row } from './row-format.js';
import { readShape } from './table-shape.js';

/**
 * Inserts one row; what it does not say gets the table's default, or nothing. Answers its number; undefined where the
 * version of Open Dental has no such table.
 */
export async function insertRow(connection: Connection, table: string, row: Row): Promise<number | undefined> {
  const shape = await readShape(connection, table);
  if (shape === undefined) return undefined;
  const format = new RowFormat(connection, shape, row);
  const [result] = await connection.query<ResultSetHeader>(format.head + format.text(row));
  return result.insertId;
}
