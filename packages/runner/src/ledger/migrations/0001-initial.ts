import type { Migration } from './migration.js';

/**
 * Columns hold what is looked for or compared; `body` holds the rest of a record as JSON. `due_at` is null where nothing
 * is to be done, so the indexes on it are as small as the work that waits.
 */
export const initial: Migration = {
  version: 1,
  sql: `
    CREATE TABLE rx (
      id INTEGER PRIMARY KEY,
      clinic TEXT NOT NULL,
      key TEXT NOT NULL,
      generation INTEGER NOT NULL,
      state TEXT NOT NULL,
      rx_id TEXT,
      order_id TEXT,
      due_at INTEGER,
      version INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX rx_by_key ON rx (clinic, key, generation);
    CREATE INDEX rx_by_rx_id ON rx (clinic, rx_id) WHERE rx_id IS NOT NULL;
    CREATE INDEX rx_by_state ON rx (clinic, state);
    CREATE INDEX rx_by_due ON rx (clinic, due_at) WHERE due_at IS NOT NULL;

    CREATE TABLE scans (
      id INTEGER PRIMARY KEY,
      clinic TEXT NOT NULL,
      order_id TEXT NOT NULL,
      rx_id TEXT,
      state TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      due_at INTEGER,
      version INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX scans_by_order ON scans (clinic, order_id);
    CREATE INDEX scans_by_rx_id ON scans (clinic, rx_id) WHERE rx_id IS NOT NULL;
    CREATE INDEX scans_by_state ON scans (clinic, state);
    CREATE INDEX scans_by_due ON scans (clinic, due_at) WHERE due_at IS NOT NULL;

    CREATE TABLE revisions (
      clinic TEXT NOT NULL,
      order_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      body TEXT NOT NULL,
      FOREIGN KEY (clinic, order_id) REFERENCES scans (clinic, order_id)
    ) STRICT;
    CREATE UNIQUE INDEX revisions_by_order ON revisions (clinic, order_id, revision);

    CREATE TABLE captures (
      id INTEGER PRIMARY KEY,
      clinic TEXT NOT NULL,
      order_id TEXT NOT NULL,
      capture_id TEXT NOT NULL,
      state TEXT NOT NULL,
      due_at INTEGER,
      version INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX captures_by_order ON captures (clinic, order_id, capture_id);
    CREATE INDEX captures_by_due ON captures (clinic, due_at) WHERE due_at IS NOT NULL;

    -- Of each subject only the oldest row has a due_at.
    CREATE TABLE status_outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      clinic TEXT NOT NULL,
      subject TEXT NOT NULL,
      said_at INTEGER NOT NULL,
      due_at INTEGER,
      backoff INTEGER NOT NULL DEFAULT 0,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX status_by_subject ON status_outbox (clinic, subject, id);
    CREATE INDEX status_by_due ON status_outbox (clinic, due_at) WHERE due_at IS NOT NULL;

    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      clinic TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT
    ) STRICT;
    CREATE INDEX audit_by_time ON audit (clinic, at);
    CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit rows stay'); END;
    CREATE TRIGGER audit_keeps_text BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit rows stay'); END;

    CREATE TABLE seen (
      clinic TEXT NOT NULL,
      id TEXT NOT NULL,
      PRIMARY KEY (clinic, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE cursors (
      clinic TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (clinic, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE pairings (
      clinic TEXT PRIMARY KEY,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE logins (
      state TEXT PRIMARY KEY,
      clinic TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      status TEXT NOT NULL,
      error TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX logins_by_start ON logins (started_at);
  `,
};
