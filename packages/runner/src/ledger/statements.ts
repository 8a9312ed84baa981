import type Database from 'better-sqlite3';

type Value = string | number | null;

/** Prepared statements of one connection: each is compiled once, and what they hold does not grow. */
export class Statements {
  readonly #db: Database.Database;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the columns of its query
  first<Row>(sql: string, ...values: (Value | object)[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: (Value | object)[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Answers how many rows changed. */
  run(sql: string, ...values: (Value | object)[]): number {
    return this.#statement(sql).run(...values).changes;
  }

  /** Runs `work` in a transaction that takes the write lock at its start; what it throws undoes it. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  /** `sql` is always one of the named constants, so the map is as large as their number. */
  #statement(sql: string): Database.Statement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
