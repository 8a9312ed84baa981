import type { Connection } from 'mysql2/promise';
import { createStatements } from '../schema/create-statements.js';

/** Makes an empty database with the tables of a version of Open Dental, and uses it on this connection. */
export async function makeDatabase(connection: Connection, name: string, version: string): Promise<void> {
  await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
  await connection.query(`CREATE DATABASE \`${name}\` DEFAULT CHARACTER SET utf8mb3`);
  await connection.query(`USE \`${name}\``);
  for (const statement of createStatements(version)) await connection.query(statement);
  await connection.query(`INSERT INTO preference (PrefName, ValueString) VALUES ('DataBaseVersion', ?)`, [version]);
}
