/** More rows than a table has that is read as a whole on purpose: who works in the practice, and its settings. */
const SMALL = 1_000;

/** What others ask a database server, as the server itself has seen it. */
export class StatementLog {
  #connection;
  #user;

  /**
   * Values are in the log only of statements that were prepared when it was on: to be started before the account connects.
   *
   * @param connection of an administrator
   * @param user the account whose statements count
   */
  static async start(connection, user) {
    const log = new StatementLog();
    log.#connection = connection;
    log.#user = user;
    await connection.query("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = ON");
    return log;
  }

  /** The statements that were executed while `work` ran, with their values. */
  async during(work) {
    await this.#connection.query('TRUNCATE TABLE mysql.general_log');
    await work();
    const [rows] = await this.#connection.query(
      "SELECT CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log WHERE command_type = 'Execute' AND user_host LIKE ?",
      [`${this.#user}[%`],
    );
    return rows.map(({ text }) => text.replaceAll(/\s+/g, ' ').trim());
  }

  /** How the server finds the rows of a statement: a line for each table, and whether one that can grow is walked. */
  async explain(statement) {
    const [rows] = await this.#connection.query(`EXPLAIN ${statement}`);
    const lines = rows
      .filter(({ table }) => table !== null && !table.startsWith('<'))
      .map(({ table, type, key, rows: count }) => ({
        text: key === null ? `${table}: all ${count} rows` : `${table}: ${type} by ${key}, ${count} rows`,
        walked: (key === null || type === 'index') && Number(count) > SMALL,
      }));
    return { text: lines.map(({ text }) => text).join('; '), walked: lines.some(({ walked }) => walked) };
  }
}

/** Statements that differ in nothing but their values, once each, with how often they were executed. */
export function distinctStatements(statements) {
  const found = new Map();
  for (const statement of statements) {
    const shape = statement.replaceAll(/'(?:[^'\\]|\\.)*'|\b\d+\b/g, '?').replaceAll(/(?:\?, ){2,}\?/g, '…');
    const { count = 0 } = found.get(shape) ?? {};
    found.set(shape, { shape, statement, count: count + 1 });
  }
  return [...found.values()];
}
