import { ChairsideError, type Clock } from '@chairside/core';
import { readAccount } from './account.js';
import type { Database, Reader } from './database.js';
import { Schema } from './schema.js';

const VERSION = `SELECT ValueString AS value FROM preference WHERE PrefName = 'DataBaseVersion'`;
const MAINTENANCE = `
  SELECT PrefName AS name, ValueString AS value FROM preference
  WHERE PrefName IN ('UpdateInProgressOnComputerName', 'CorruptedDatabase')`;

/** How long what was found out of account and tables holds, milliseconds. */
const HOLDS = 60 * 60 * 1000;

interface Known {
  readonly schema: Schema;
  readonly at: number;
}

/** Reads rows of an Open Dental database of which the tables are known. */
export interface PracticeReader extends Reader {
  readonly schema: Schema;
}

/**
 * An Open Dental database, read only. Nothing is read before the account was found unable to write and the tables were
 * found to be there; both are looked at again after an hour, and after every failure.
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
   * The tables and columns there are. Throws DATABASE_CAN_WRITE, DATABASE_UNSUITABLE, DATABASE_GRANT_MISSING or another
   * DATABASE_… error where the database must not or cannot be read.
   */
  async schema(signal: AbortSignal): Promise<Schema> {
    const now = this.#clock.now();
    if (this.#known !== undefined && Math.abs(now - this.#known.at) < HOLDS) return this.#known.schema;
    try {
      const schema = await this.#fitSchema(signal);
      this.#known = { schema, at: now };
      return schema;
    } catch (error) {
      this.#known = undefined;
      this.database.reconnect();
      throw error;
    }
  }

  async #fitSchema(signal: AbortSignal): Promise<Schema> {
    const { beyond, repair } = await readAccount(this.database, signal);
    if (beyond.length > 0)
      throw new ChairsideError('DATABASE_CAN_WRITE', { detail: beyond.join(', '), advice: repair });
    const schema = await Schema.read(this.database, signal);
    schema.refuseUnlessComplete();
    return schema;
  }

  /**
   * Reads something in one piece: over one connection, so that no restart of the server lies in between, and not while
   * Open Dental updates or repairs its database, which is asked before and after. Throws as `schema` does, and
   * DATABASE_UPDATING; what was read until then is not to be believed.
   */
  async read<T>(work: (reader: PracticeReader) => Promise<T>, signal: AbortSignal): Promise<T> {
    const schema = await this.schema(signal);
    try {
      return await this.database.session(async (reader) => {
        await refuseWhileUpdating(reader);
        const answer = await work({ schema, rows: (...asked) => reader.rows(...asked) });
        await refuseWhileUpdating(reader);
        return answer;
      }, signal);
    } catch (error) {
      // Whatever answers after a failure may be another server, another version, another account.
      this.#known = undefined;
      throw error;
    }
  }

  /** The version of Open Dental, such as `25.4.12`; undefined where the database does not say. Throws as `read`. */
  async version(signal: AbortSignal): Promise<string | undefined> {
    const [row] = await this.read((reader) => reader.rows<{ readonly value: string }>(VERSION), signal);
    return row?.value.trim() || undefined;
  }
}

async function refuseWhileUpdating(reader: Reader): Promise<void> {
  const rows = await reader.rows<{ readonly name: string; readonly value: string }>(MAINTENANCE);
  const updating = rows.some(({ name, value }) =>
    name === 'CorruptedDatabase' ? ['1', 'true'].includes(value.trim().toLowerCase()) : value.trim() !== '',
  );
  if (updating) throw new ChairsideError('DATABASE_UPDATING');
}
