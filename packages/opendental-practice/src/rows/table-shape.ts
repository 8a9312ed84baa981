import type { Connection, RowDataPacket } from 'mysql2/promise';

interface ColumnRow extends RowDataPacket {
  readonly name: string;
  readonly type: string;
  readonly nullable: string;
  readonly initial: string | null;
  readonly extra: string;
}

const COLUMNS = `
  SELECT COLUMN_NAME AS name, DATA_TYPE AS type, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS initial, EXTRA AS extra
  FROM information_schema.COLUMNS
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?
  ORDER BY ORDINAL_POSITION`;

/** What "nothing" is in Open Dental, which knows no NULL in these columns; other types hold numbers. */
const NOTHING: Readonly<Record<string, string>> = {
  date: "'0001-01-01'",
  datetime: "'0001-01-01 00:00:00'",
  time: "'00:00:00'",
  char: "''",
  varchar: "''",
  text: "''",
  mediumtext: "''",
  longtext: "''",
};

/** The columns of a table as it is in the database, whatever version of Open Dental that is. */
export interface TableShape {
  readonly table: string;
  readonly columns: ReadonlySet<string>;
  /** Columns that every insert has to name, each with what it holds where there is nothing to say, as SQL. */
  readonly nothing: ReadonlyMap<string, string>;
  /** Columns that the server fills with the time of the insert. */
  readonly stamps: readonly string[];
}

/** Undefined where the version of Open Dental has no such table. */
export async function readShape(connection: Connection, table: string): Promise<TableShape | undefined> {
  const [columns] = await connection.query<ColumnRow[]>(COLUMNS, [table]);
  if (columns.length === 0) return undefined;
  const needed = columns.filter(
    ({ nullable, initial, extra }) => nullable === 'NO' && initial === null && !extra.includes('auto_increment'),
  );
  return {
    table,
    columns: new Set(columns.map(({ name }) => name)),
    nothing: new Map(needed.map(({ name, type }) => [name, NOTHING[type] ?? '0'])),
    stamps: columns.filter(({ type }) => type === 'timestamp').map(({ name }) => name),
  };
}
