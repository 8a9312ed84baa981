import type { Migration } from './migration.js';

/** Who may sign in to the dashboard, and who is signed in. A session is known by the SHA-256 of what its cookie holds. */
export const operators: Migration = {
  version: 7,
  sql: `
    CREATE TABLE operators (
      name TEXT PRIMARY KEY,
      role TEXT NOT NULL,
      password TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      password_set_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sessions (
      id TEXT PRIMARY KEY,
      operator TEXT NOT NULL REFERENCES operators (name) ON DELETE CASCADE,
      started_at INTEGER NOT NULL,
      used_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_by_operator ON sessions (operator);
    CREATE INDEX sessions_by_start ON sessions (started_at);
  `,
};
