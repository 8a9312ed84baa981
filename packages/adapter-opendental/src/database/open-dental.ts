import { ChairsideError, type Clock } from '@chairside/core';
import { readAccount } from './account.js';
import type { Database, Reader, Value } from './database.js';
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
    if (this.#known !== undefined && now - this.#known.at < HOLDS) return this.#known.schema;
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
    return this.#forgetting(() =>
      this.database.session(async (reader) => {
        await refuseWhileUpdating(reader);
        const answer = await work({ schema, rows: (...asked) => reader.rows(...asked) });
        await refuseWhileUpdating(reader);
        return answer;
      }, signal),
    );
  }

  /** Reads rows once the database was found fit to be read. Throws as `schema` does. */
  async rows<Row>(statement: string, values: readonly Value[], signal: AbortSignal): Promise<readonly Row[]> {
    await this.schema(signal);
    return this.#forgetting(() => this.database.rows<Row>(statement, values, signal));
  }

  /** A preference of Open Dental, or undefined. */
  async preference(name: string, signal: AbortSignal): Promise<string | undefined> {
    return (await this.rows<{ readonly value: string }>(PREFERENCE, [name], signal))[0]?.value;
  }

  /** Throws DATABASE_UPDATING while Open Dental updates or repairs its database: what is in it then is not to be believed. */
  async refuseWhileUpdating(signal: AbortSignal): Promise<void> {
    await this.read(async () => undefined, signal);
  }

  /** Whatever answers after a failure may be another server, another version, another account. */
  async #forgetting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#known = undefined;
      throw error;
    }
  }
}

async function refuseWhileUpdating(reader: Reader): Promise<void> {
  const rows = await reader.rows<{ readonly name: string; readonly value: string }>(MAINTENANCE);
  const updating = rows.some(({ name, value }) =>
    name === 'CorruptedDatabase' ? ['1', 'true'].includes(value.trim().toLowerCase()) : value.trim() !== '',
  );
  if (updating) throw new ChairsideError('DATABASE_UPDATING');
}
