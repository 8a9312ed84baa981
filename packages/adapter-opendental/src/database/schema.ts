import { ChairsideError } from '@chairside/core';
import type { Database } from './database.js';
import { TABLE_NAMES, useOf, type TableName } from './tables.js';

const COLUMNS = `
  SELECT TABLE_NAME AS tableName, COLUMN_NAME AS columnName FROM information_schema.COLUMNS
  WHERE TABLE_SCHEMA = DATABASE() AND LOWER(TABLE_NAME) IN (${TABLE_NAMES.map(() => '?').join(', ')})`;

/** Which tables and columns there are, as far as the account may see them. */
export class Schema {
  readonly #columns: ReadonlyMap<string, ReadonlySet<string>>;

  private constructor(columns: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#columns = columns;
  }

  static async read(database: Database, signal: AbortSignal): Promise<Schema> {
    const rows = await database.rows<{ readonly tableName: string; readonly columnName: string }>(
      COLUMNS,
      TABLE_NAMES,
      signal,
    );
    const columns = new Map<string, Set<string>>();
    for (const { tableName, columnName } of rows) {
      const table = tableName.toLowerCase();
      columns.set(table, (columns.get(table) ?? new Set()).add(columnName.toLowerCase()));
    }
    return new Schema(columns);
  }

  /** Whether the table, or a column of it, is there and may be read. */
  has(table: TableName, column?: string): boolean {
    const columns = this.#columns.get(table);
    return columns !== undefined && (column === undefined || columns.has(column.toLowerCase()));
  }

  /** `table` or `table.Column` of all that the adapter cannot work without and does not see. */
  get missing(): readonly string[] {
    return TABLE_NAMES.flatMap((table) => {
      const { needed, laterTable } = useOf(table);
      if (!this.has(table)) return laterTable === undefined ? [table] : [];
      return needed.filter((column) => !this.has(table, column)).map((column) => `${table}.${column}`);
    });
  }

  /**
   * Throws where something is not seen that the adapter cannot work without: DATABASE_GRANT_MISSING, or
   * DATABASE_UNSUITABLE where a table lacks a column, or none of the tables is there.
   */
  refuseUnlessComplete(): void {
    const { missing } = this;
    if (missing.length === 0) return;
    const grants = this.#columns.size > 0 && missing.some((name) => !name.includes('.'));
    const detail = `not to be seen: ${missing.join(', ')}`;
    throw new ChairsideError(grants ? 'DATABASE_GRANT_MISSING' : 'DATABASE_UNSUITABLE', { detail });
  }

  /** What of later versions of Open Dental is not seen, and what happens without it. */
  get absent(): readonly { readonly name: string; readonly without: string }[] {
    return TABLE_NAMES.flatMap((table) => {
      const { later = {}, laterTable } = useOf(table);
      if (!this.has(table)) return laterTable === undefined ? [] : [{ name: table, without: laterTable }];
      return Object.entries(later)
        .filter(([column]) => !this.has(table, column))
        .map(([column, without]) => ({ name: `${table}.${column}`, without }));
    });
  }
}
