import { ChairsideError, type AdapterHost } from '@chairside/core';
import Database from 'better-sqlite3';
import type { Options } from './options.js';
import type { Person, Source, Visit } from './source-types.js';

const VISIT = `SELECT id, patient_id AS patient, status, doctor, procedure, note FROM visits`;
const BOOKED = `${VISIT} WHERE status = 'booked' ORDER BY id`;
const BY_ID = `${VISIT} WHERE id IN (SELECT value FROM json_each(?))`;
const ANY_VISIT = `SELECT 1 FROM visits LIMIT 1`;
const PERSON = `SELECT id, chart_number AS chartNumber, first_name AS firstName, last_name AS lastName,
  birth_date AS birthDate, changed FROM patients`;
const PERSON_BY_ID = `${PERSON} WHERE id = ?`;
const PEOPLE_LIKE = `${PERSON} WHERE chart_number = ? OR last_name = ? COLLATE NOCASE LIMIT 100`;
const CHANGED = `${PERSON} WHERE changed > ? ORDER BY changed LIMIT ?`;

/** Put your own driver in the place of SQLite. It only reads: give it an account that can do nothing else. */
export function openSource({ database }: Options, host: AdapterHost): Source {
  const file = host.resolvePath(database);
  const asked = async <Answer>(signal: AbortSignal, ask: (db: Database.Database) => Answer): Promise<Answer> => {
    if (signal.aborted) throw new ChairsideError('STOPPED');
    let db: Database.Database | undefined;
    try {
      db = new Database(file, { readonly: true, fileMustExist: true });
      return ask(db);
    } catch (error) {
      throw new ChairsideError('DPMS_UNREACHABLE', { cause: error });
    } finally {
      db?.close();
    }
  };
  return {
    bookedVisits: (signal) => asked(signal, (db) => db.prepare(BOOKED).all() as Visit[]),
    visits: (ids, signal) =>
      asked(signal, (db) => ({
        found: db.prepare(BY_ID).all(JSON.stringify(ids)) as Visit[],
        isFilled: db.prepare(ANY_VISIT).get() !== undefined,
      })),
    person: (id, signal) => asked(signal, (db) => db.prepare(PERSON_BY_ID).get(id) as Person | undefined),
    peopleLike: (chartNumber, lastName, signal) =>
      asked(signal, (db) => db.prepare(PEOPLE_LIKE).all(chartNumber, lastName) as Person[]),
    changedAfter: (changed, limit, signal) =>
      asked(signal, (db) => db.prepare(CHANGED).all(changed, limit) as Person[]),
    close: async () => undefined,
  };
}
