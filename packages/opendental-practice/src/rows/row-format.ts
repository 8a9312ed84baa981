import type { Connection } from 'mysql2/promise';
import { columnNames } from '../schema/create-statements.js';
import type { TableShape } from './table-shape.js';

export type Value = number | string;

/** What is said of a row; every other column gets its default, or nothing. */
export type Row = Readonly<Record<string, Value>>;

/** Later than any version. */
const ALL_VERSIONS = '9999';

/** How rows that name the same columns are written as SQL. Columns that the version lacks are left out. */
export class RowFormat {
  /** `INSERT INTO … VALUES `, to be followed by rows. */
  readonly head: string;
  readonly #keys: readonly string[];
  readonly #said: readonly string[];
  readonly #rest: string;
  readonly #connection: Connection;

  /**
   * @param like a row that names the columns which all rows name
   * @param stamp what the columns hold that the server would fill with the time of the insert; its time where undefined
   */
  constructor(connection: Connection, shape: TableShape, like: Row, stamp?: string) {
    this.#connection = connection;
    this.#keys = Object.keys(like);
    const known = new Set(columnNames(shape.table, ALL_VERSIONS));
    const wrong = this.#keys.find((key) => !known.has(key));
    if (wrong !== undefined) throw new Error(`No version of Open Dental has ${shape.table}.${wrong}.`);
    this.#said = this.#keys.filter((key) => shape.columns.has(key));
    const stamps = stamp === undefined ? [] : shape.stamps.map((column) => [column, connection.escape(stamp)] as const);
    const rest = [...shape.nothing, ...stamps].filter(([column]) => !this.#said.includes(column));
    const columns = [...this.#said, ...rest.map(([column]) => column)].map((column) => `\`${column}\``);
    this.head = `INSERT INTO \`${shape.table}\` (${columns.join(', ')}) VALUES `;
    this.#rest = rest.map(([, sql]) => `,${sql}`).join('');
  }

  /** Throws where the row names other columns than the first. */
  text(row: Row): string {
    if (Object.keys(row).length !== this.#keys.length) throw new Error('All rows of a table name the same columns.');
    return `(${this.#said.map((key) => this.#literal(key, row[key])).join(',')}${this.#rest})`;
  }

  #literal(key: string, value: Value | undefined): string {
    if (value === undefined) throw new Error(`All rows of a table name the same columns: no ${key}.`);
    return typeof value === 'number' ? String(value) : this.#connection.escape(value);
  }
}
