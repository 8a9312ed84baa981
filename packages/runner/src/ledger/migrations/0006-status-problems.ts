import type { Migration } from './migration.js';

/** Why a status could not be told, and how often a try of it was cut off; those that wait for a person are few. */
export const statusProblems: Migration = {
  version: 6,
  sql: `
    ALTER TABLE status_outbox ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE status_outbox ADD COLUMN problem TEXT;
    CREATE INDEX status_held ON status_outbox (clinic, id) WHERE due_at IS NULL AND problem IS NOT NULL;
  `,
};
