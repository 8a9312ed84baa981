const COLUMNS = 'id, clinic, key, generation, state, rx_id, order_id, due_at, version, body';

export const RX_NEWEST = `SELECT ${COLUMNS} FROM rx WHERE clinic = ? AND key = ? ORDER BY generation DESC LIMIT 1`;
export const RX_GENERATIONS = `SELECT ${COLUMNS} FROM rx WHERE clinic = ? AND key = ? ORDER BY generation`;
export const RX_BY_RX_ID = `SELECT ${COLUMNS} FROM rx WHERE clinic = ? AND rx_id = ? ORDER BY id DESC LIMIT 1`;
export const RX_BY_STATE = `SELECT ${COLUMNS} FROM rx WHERE clinic = ? AND state = ? ORDER BY id DESC LIMIT ?`;
export const RX_DUE = `SELECT ${COLUMNS} FROM rx WHERE clinic = ? AND due_at <= ? ORDER BY due_at LIMIT ?`;
export const RX_COUNTS = 'SELECT state, count(*) AS count FROM rx WHERE clinic = ? GROUP BY state';
export const RX_NEXT_DUE = 'SELECT min(due_at) AS due_at FROM rx WHERE clinic = ? AND due_at IS NOT NULL';

export const RX_FOR_CHANGE = 'SELECT state, version FROM rx WHERE clinic = ? AND key = ? AND generation = ?';
export const RX_INSERT = `
  INSERT INTO rx (clinic, key, generation, state, rx_id, order_id, due_at, version, body)
  VALUES (@clinic, @key, @generation, @state, @rxId, @orderId, @dueAt, @version, @body)`;
export const RX_UPDATE = `
  UPDATE rx SET state = @state, rx_id = @rxId, order_id = @orderId, due_at = @dueAt, version = @version, body = @body
  WHERE clinic = @clinic AND key = @key AND generation = @generation`;
