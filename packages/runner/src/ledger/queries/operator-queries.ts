export const OPERATOR_LIST = 'SELECT name, role, created_at, password_set_at FROM operators ORDER BY name';
export const OPERATOR_GET = 'SELECT name, role, created_at, password_set_at, password FROM operators WHERE name = ?';
export const OPERATOR_ADD = `
  INSERT INTO operators (name, role, password, created_at, password_set_at) VALUES (@name, @role, @password, @at, @at)
  ON CONFLICT (name) DO NOTHING`;
export const OPERATOR_PASSWORD = 'UPDATE operators SET password = @password, password_set_at = @at WHERE name = @name';
export const OPERATOR_REMOVE = 'DELETE FROM operators WHERE name = ?';

export const SESSION_BEGIN = `
  INSERT INTO sessions (id, operator, started_at, used_at) VALUES (@id, @operator, @at, @at)`;
export const SESSION_GET = `
  SELECT operator, role, started_at, used_at FROM sessions JOIN operators ON name = operator WHERE id = ?`;
export const SESSION_USED = 'UPDATE sessions SET used_at = @at WHERE id = @id AND used_at < @at';
export const SESSION_END = 'DELETE FROM sessions WHERE id = ?';
export const SESSIONS_END = 'DELETE FROM sessions WHERE operator = ?';
export const SESSIONS_FORGET = 'DELETE FROM sessions WHERE started_at < ?';
