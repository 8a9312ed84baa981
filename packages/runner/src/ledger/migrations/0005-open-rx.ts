import type { Migration } from './migration.js';

/** RX that are on the scanner are looked at two weeks after they were sent: nobody may ever scan them. */
export const openRx: Migration = {
  version: 5,
  sql: `
    UPDATE rx SET due_at = json_extract(body, '$.sentAt') + 14 * 24 * 60 * 60 * 1000
    WHERE state = 'submitted' AND due_at IS NULL;`,
};
