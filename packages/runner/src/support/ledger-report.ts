import { createHmac, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { ERROR_CODES } from '@chairside/core';
import Database from 'better-sqlite3';
import { CONTACT_CURSOR } from '../loop/clinic-tasks.js';

/** The tables whose rows are work, each with the column that names the item. */
const WORK = { rx: 'key', scans: 'order_id', captures: 'capture_id', patients: 'ref' } as const;
type WorkTable = keyof typeof WORK;
const OTHERS = ['revisions', 'status_outbox', 'audit', 'seen', 'cursors', 'pairings'] as const;
const MOST_ITEMS = 200;

const WORD = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** A state or a clinic as the ledger has it; what is no such word may be anything. */
function word(value: unknown): string {
  return typeof value === 'string' && WORD.test(value) ? value : '?';
}

function code(value: unknown): string {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value) ? value : '?';
}

/** Names that tell the same from the same within one bundle, and nothing outside it. */
export type Pseudonyms = (name: string) => string;

export function pseudonyms(salt: Buffer = randomBytes(16)): Pseudonyms {
  return (name) => createHmac('sha256', salt).update(name).digest('hex').slice(0, 12);
}

type Row = Readonly<Record<string, unknown>>;

function seconds(at: unknown, now: number): number | null {
  return typeof at === 'number' ? Math.round((now - at) / 1_000) : null;
}

function states(db: Database.Database, table: WorkTable, now: number): readonly object[] {
  const sql = `SELECT clinic, state, count(*) AS count, min(due_at) AS due FROM ${table} GROUP BY clinic, state`;
  return (db.prepare(sql).all() as Row[]).map(({ clinic, state, count, due }) => ({
    clinic: word(clinic),
    state: word(state),
    count,
    dueSecondsAgo: seconds(due, now),
  }));
}

function problems(db: Database.Database, table: WorkTable, now: number): readonly object[] {
  const sql = `SELECT clinic, body ->> '$.problem.code' AS code, count(*) AS count, max(body ->> '$.problem.at') AS last
    FROM ${table} WHERE body ->> '$.problem.code' IS NOT NULL GROUP BY clinic, code ORDER BY last DESC`;
  return (db.prepare(sql).all() as Row[]).map((row) => ({
    clinic: word(row['clinic']),
    code: code(row['code']),
    count: row['count'],
    lastSecondsAgo: seconds(row['last'], now),
  }));
}

function items(db: Database.Database, table: WorkTable, name: Pseudonyms, now: number): readonly object[] {
  const sql = `SELECT ${WORK[table]} AS key, clinic, state, due_at AS due, body ->> '$.problem.code' AS code,
    body ->> '$.problem.at' AS met, body ->> '$.attempts' AS attempts, body ->> '$.updatedAt' AS updated
    FROM ${table} WHERE body ->> '$.problem.code' IS NOT NULL ORDER BY met DESC LIMIT ${MOST_ITEMS}`;
  return (db.prepare(sql).all() as Row[]).map((row) => ({
    item: name(String(row['key'])),
    clinic: word(row['clinic']),
    state: word(row['state']),
    code: code(row['code']),
    metSecondsAgo: seconds(row['met'], now),
    updatedSecondsAgo: seconds(row['updated'], now),
    dueSecondsAgo: seconds(row['due'], now),
    attempts: typeof row['attempts'] === 'number' ? row['attempts'] : null,
  }));
}

/** What a query tells, or why it tells nothing: a damaged ledger may still answer others. */
function asked<T>(query: () => T): T | { readonly failed: string } {
  try {
    return query();
  } catch (error) {
    return { failed: error instanceof Database.SqliteError ? error.code : 'UNEXPECTED' };
  }
}

/** Which clinics are paired, and when iTero last answered them. */
function pairings(db: Database.Database, now: number): readonly object[] {
  const sql = `SELECT p.clinic, p.body ->> '$.status' AS status, c.value AS contact
    FROM pairings p LEFT JOIN cursors c ON c.clinic = p.clinic AND c.name = ?`;
  return (db.prepare(sql).all(CONTACT_CURSOR) as Row[]).map(({ clinic, status, contact }) => ({
    clinic: word(clinic),
    status: word(status),
    contactSecondsAgo: typeof contact === 'string' ? seconds(Date.parse(contact), now) : null,
  }));
}

function count(db: Database.Database, table: string): unknown {
  return (db.prepare(`SELECT count(*) AS count FROM ${table}`).get() as Row)['count'];
}

/** How the ledger is and how its work stands. `damaged` where it should not be opened for anything else. */
export interface LedgerReport {
  readonly damaged: boolean;
  readonly report: object;
}

/**
 * Numbers, states, codes and ages out of a ledger, and no text of a record: items are named by pseudonyms. It is only
 * read, whatever form it has and however damaged it is; each question that cannot be answered says so.
 * Throws the error of the file system where there is no such file.
 */
export function reportLedger(path: string, name: Pseudonyms, now: number): LedgerReport {
  statSync(path);
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const check = asked(() => db.pragma('quick_check(1)', { simple: true }));
    const tables = Object.keys(WORK) as WorkTable[];
    const each = (query: (table: WorkTable) => unknown): object =>
      Object.fromEntries(tables.map((table) => [table, asked(() => query(table))]));
    const report = {
      form: asked(() => db.pragma('user_version', { simple: true })),
      check: check === 'ok' ? 'ok' : 'damaged',
      bytes: asked(
        () => Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true })),
      ),
      rows: Object.fromEntries([...tables, ...OTHERS].map((table) => [table, asked(() => count(db, table))])),
      pairings: asked(() => pairings(db, now)),
      states: each((table) => states(db, table, now)),
      problems: each((table) => problems(db, table, now)),
      items: each((table) => items(db, table, name, now)),
      statusesWaiting: asked(() => {
        const row = db.prepare('SELECT count(*) AS count, min(said_at) AS oldest FROM status_outbox').get() as Row;
        return { count: row['count'], oldestSeconds: seconds(row['oldest'], now) };
      }),
    };
    return { damaged: check !== 'ok', report };
  } finally {
    db.close();
  }
}
