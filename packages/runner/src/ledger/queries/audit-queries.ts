const COLUMNS = 'id, clinic, at, actor, action, subject, detail, hash';

/** The number that was given last, also where its row is gone. */
export const AUDIT_GIVEN = "SELECT seq AS given FROM sqlite_sequence WHERE name = 'audit'";
export const AUDIT_LAST = 'SELECT id, hash FROM audit WHERE id = (SELECT max(id) FROM audit)';
export const AUDIT_INSERT = `
  INSERT INTO audit (${COLUMNS}) VALUES (@id, @clinic, @at, @actor, @action, @subject, @detail, @hash)`;

export const AUDIT_SINCE = `
  SELECT at, actor, action, subject, detail FROM audit WHERE clinic = ? AND at >= ? ORDER BY at, id`;
export const AUDIT_AFTER = `SELECT ${COLUMNS} FROM audit WHERE id > ? ORDER BY id LIMIT ?`;
export const AUDIT_BEFORE = `SELECT ${COLUMNS} FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?`;
