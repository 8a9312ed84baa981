import type { Connection } from 'mysql2/promise';
import { RowFormat, type Row } from './row-format.js';
import { readShape, type TableShape } from './table-shape.js';

/** Far below what a server takes in one statement, and enough for some hundred rows. */
const BATCH_CHARACTERS = 256 * 1024;

interface Batch {
  /** Undefined where the version of Open Dental has no such table. */
  readonly shape: TableShape | undefined;
  format?: RowFormat;
  rows: string[];
  characters: number;
  written: number;
}

/**
 * Writes many rows into empty tables: several in a statement, never more in memory than a statement a table, and the
 * indexes at the end. Rows of tables that the version lacks are left out.
 */
export class BulkRows {
  readonly #connection: Connection;
  readonly #stamp: string;
  readonly #batches = new Map<string, Batch>();

  /** @param stamp see RowFormat; a time of the server's would make each filling another one */
  constructor(connection: Connection, stamp: string) {
    this.#connection = connection;
    this.#stamp = stamp;
  }

  /** All rows of a table name the same columns. */
  async add(table: string, row: Row): Promise<void> {
    const batch = this.#batches.get(table) ?? (await this.#begin(table));
    if (batch.shape === undefined) return;
    batch.format ??= new RowFormat(this.#connection, batch.shape, row, this.#stamp);
    const text = batch.format.text(row);
    batch.rows.push(text);
    batch.characters += text.length;
    batch.written += 1;
    if (batch.characters > BATCH_CHARACTERS) await this.#write(batch);
  }

  /** Writes what is left and makes the indexes; nothing can be added afterwards. */
  async finish(): Promise<void> {
    for (const [table, batch] of this.#batches) {
      await this.#write(batch);
      if (batch.shape !== undefined) await this.#connection.query(`ALTER TABLE \`${table}\` ENABLE KEYS`);
    }
  }

  /** How many rows of a table were written. */
  count(table: string): number {
    return this.#batches.get(table)?.written ?? 0;
  }

  async #begin(table: string): Promise<Batch> {
    const shape = await readShape(this.#connection, table);
    if (shape !== undefined) await this.#connection.query(`ALTER TABLE \`${table}\` DISABLE KEYS`);
    const batch: Batch = { shape, rows: [], characters: 0, written: 0 };
    this.#batches.set(table, batch);
    return batch;
  }

  async #write(batch: Batch): Promise<void> {
    if (batch.format === undefined || batch.rows.length === 0) return;
    await this.#connection.query(batch.format.head + batch.rows.join(','));
    batch.rows = [];
    batch.characters = 0;
  }
}
