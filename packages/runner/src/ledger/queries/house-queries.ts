export const SEEN_WHICH = `
  SELECT seen.id FROM json_each(@ids) AS wanted CROSS JOIN seen ON seen.clinic = @clinic AND seen.id = wanted.value`;
export const SEEN_INSERT = 'INSERT INTO seen (clinic, id) VALUES (?, ?) ON CONFLICT DO NOTHING';

export const CURSOR_GET = 'SELECT value FROM cursors WHERE clinic = ? AND name = ?';
export const CURSOR_SET = `
  INSERT INTO cursors (clinic, name, value) VALUES (?, ?, ?)
  ON CONFLICT (clinic, name) DO UPDATE SET value = excluded.value`;
