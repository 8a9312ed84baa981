import type { Migration } from './migration.js';

/** What the scanner's cloud was told of each patient, and which cases a lab sent back. */
export const patients: Migration = {
  version: 2,
  sql: `
    CREATE TABLE patients (
      id INTEGER PRIMARY KEY,
      clinic TEXT NOT NULL,
      ref TEXT NOT NULL,
      state TEXT NOT NULL,
      due_at INTEGER,
      version INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX patients_by_ref ON patients (clinic, ref);
    CREATE INDEX patients_by_state ON patients (clinic, state);
    CREATE INDEX patients_by_due ON patients (clinic, due_at) WHERE due_at IS NOT NULL;

    ALTER TABLE scans ADD COLUMN sent_back_at INTEGER;
    CREATE INDEX scans_sent_back ON scans (clinic, sent_back_at) WHERE sent_back_at IS NOT NULL;
  `,
};
