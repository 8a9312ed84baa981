import type Database from 'better-sqlite3';
import { auditHash, CHAIN_START, type AuditRow } from '../audit-chain.js';
import type { Migration } from './migration.js';

const FOUND = 'SELECT id, clinic, at, actor, action, subject, detail FROM audit WHERE id > ? ORDER BY id LIMIT 1000';
const KEPT = `
  INSERT INTO audit_chain (id, clinic, at, actor, action, subject, detail, hash)
  VALUES (@id, @clinic, @at, @actor, @action, @subject, @detail, @hash)`;

/** What was written before the chain is bound into it as it is found; the rows are numbered anew where one is missing. */
function bind(db: Database.Database): void {
  const find = db.prepare<[number], Omit<AuditRow, 'hash'>>(FOUND);
  const insert = db.prepare(KEPT);
  let last = { id: 0, hash: CHAIN_START };
  for (let page = find.all(0); page.length > 0; page = find.all(page.at(-1)!.id)) {
    for (const found of page) {
      const row = { ...found, id: last.id + 1 };
      last = { id: row.id, hash: auditHash(last.hash, row) };
      insert.run({ ...row, hash: last.hash });
    }
  }
}

/** Binds the entries of the audit log to each other. */
export const auditChain: Migration = {
  version: 4,
  sql: `
    CREATE TABLE audit_chain (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      clinic TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT,
      hash TEXT NOT NULL
    ) STRICT;`,
  finish: (db) => {
    bind(db);
    db.exec(`
      DROP TABLE audit;
      ALTER TABLE audit_chain RENAME TO audit;
      CREATE INDEX audit_by_time ON audit (clinic, at);
      CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit rows stay'); END;
      CREATE TRIGGER audit_keeps_text BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit rows stay'); END;`);
  },
};
