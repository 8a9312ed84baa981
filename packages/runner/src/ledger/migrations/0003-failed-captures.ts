import type { Migration } from './migration.js';

/** Screen captures that wait for a person, which are few. */
export const failedCaptures: Migration = {
  version: 3,
  sql: "CREATE INDEX captures_failed ON captures (clinic, id) WHERE state = 'failed';",
};
