export const PAIRING_GET = 'SELECT body FROM pairings WHERE clinic = ?';
/** All of them: one row for each clinic of the configuration. */
export const PAIRING_LIST = 'SELECT body FROM pairings ORDER BY clinic';
export const PAIRING_SAVE = `
  INSERT INTO pairings (clinic, body) VALUES (?, ?) ON CONFLICT (clinic) DO UPDATE SET body = excluded.body`;

export const LOGIN_GET = 'SELECT state, clinic, started_at, status, error FROM logins WHERE state = ?';
export const LOGIN_BEGIN = `
  INSERT INTO logins (state, clinic, started_at, status, error) VALUES (@state, @clinic, @startedAt, @status, @error)`;
export const LOGIN_TAKE = `
  UPDATE logins SET status = 'taken' WHERE state = ? AND started_at >= ? AND status = 'open'
  RETURNING state, clinic, started_at, status, error`;
export const LOGIN_END = 'UPDATE logins SET status = ?, error = ? WHERE state = ?';
export const LOGIN_FORGET = 'DELETE FROM logins WHERE started_at < ?';
