import { ChairsideError, type Clock } from '@chairside/core';
import { readAccount } from './account.js';
import type { Database, Value } from './database.js';
import { Schema } from './schema.js';

const PREFERENCE = 'SELECT ValueString AS value FROM preference WHERE PrefName = ?';
const MAINTENANCE = `
  SELECT PrefName AS name, ValueString AS value FROM preference
  WHERE PrefName IN ('UpdateInProgressOnComputerName', 'CorruptedDatabase')`;

/** How long what was found out of account and tables holds, milliseconds. */
const HOLDS = 60 * 60 * 1000;

interface Known {
  readonly schema: Schema;
  readonly at: number;
}

/**
 * An Open Dental database, read only. Nothing is read before the account was found unable to write and the tables were
 * found to be there; both are looked at again after an hour, and when the server was away.
 */
export class OpenDental {
  readonly database: Database;
  readonly #clock: Clock;
  #known: Known | undefined;

  constructor(database: Database, clock: Clock) {
    this.database = database;
    this.#clock = clock;
  }

  /**
   * The tables and columns there are. Throws DATABASE_CAN_WRITE, DATABASE_UNSUITABLE or another DATABASE_… error where
   * the database must not or cannot be read.
   */
  async schema(signal: AbortSignal): Promise<Schema> {
    const now = this.#clock.now();
    if (this.#known !== undefined && now - this.#known.at < HOLDS) return this.#known.schema;
    const { beyond } = await readAccount(this.database, signal);
    if (beyond.length > 0) throw new ChairsideError('DATABASE_CAN_WRITE', { detail: beyond.join(', ') });
    const schema = await Schema.read(this.database, signal);
    if (schema.missing.length > 0) {
      const detail = `not to be seen: ${schema.missing.join(', ')}`;
      throw new ChairsideError('DATABASE_UNSUITABLE', { detail });
    }
    this.#known = { schema, at: now };
    return schema;
  }

  /** Reads rows once the database was found fit to be read. Throws as `schema` does. */
  async rows<Row>(statement: string, values: readonly Value[], signal: AbortSignal): Promise<readonly Row[]> {
    await this.schema(signal);
    try {
      return await this.database.rows<Row>(statement, values, signal);
    } catch (error) {
      // Whatever comes back may be another server, another version, another account.
      this.#known = undefined;
      throw error;
    }
  }

  /** A preference of Open Dental, or undefined. */
  async preference(name: string, signal: AbortSignal): Promise<string | undefined> {
    return (await this.rows<{ readonly value: string }>(PREFERENCE, [name], signal))[0]?.value;
  }

  /** Throws DATABASE_UPDATING while Open Dental updates or repairs its database: what is in it then is not to be believed. */
  async refuseWhileUpdating(signal: AbortSignal): Promise<void> {
    const rows = await this.rows<{ readonly name: string; readonly value: string }>(MAINTENANCE, [], signal);
    for (const { name, value } of rows) {
      const set =
        name === 'CorruptedDatabase' ? ['1', 'true'].includes(value.trim().toLowerCase()) : value.trim() !== '';
      if (!set) continue;
      this.#known = undefined;
      throw new ChairsideError('DATABASE_UPDATING');
    }
  }
}
