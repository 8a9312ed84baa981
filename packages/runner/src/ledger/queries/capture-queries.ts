const COLUMNS = 'id, clinic, order_id, capture_id, state, due_at, version, body';

/** CROSS JOIN keeps the order of the tables: one look into the index for each capture asked for. */
export const CAPTURES_KNOWN = `
  SELECT captures.order_id, captures.capture_id, captures.state FROM json_each(@captures) AS wanted
  CROSS JOIN captures ON captures.clinic = @clinic
    AND captures.order_id = wanted.value ->> 0 AND captures.capture_id = wanted.value ->> 1`;
export const CAPTURES_OF_ORDER = `SELECT ${COLUMNS} FROM captures WHERE clinic = ? AND order_id = ? ORDER BY capture_id`;
export const CAPTURES_FAILED = `
  SELECT ${COLUMNS} FROM captures WHERE clinic = ? AND state = 'failed' ORDER BY id DESC LIMIT ?`;
export const CAPTURES_DUE = `SELECT ${COLUMNS} FROM captures WHERE clinic = ? AND due_at <= ? ORDER BY due_at LIMIT ?`;
export const CAPTURES_NEXT_DUE = 'SELECT min(due_at) AS due_at FROM captures WHERE clinic = ? AND due_at IS NOT NULL';

export const CAPTURE_FOR_CHANGE =
  'SELECT state, version FROM captures WHERE clinic = ? AND order_id = ? AND capture_id = ?';
export const CAPTURE_INSERT = `
  INSERT INTO captures (clinic, order_id, capture_id, state, due_at, version, body)
  VALUES (@clinic, @orderId, @captureId, @state, @dueAt, @version, @body)`;
export const CAPTURE_UPDATE = `
  UPDATE captures SET state = @state, due_at = @dueAt, version = @version, body = @body
  WHERE clinic = @clinic AND order_id = @orderId AND capture_id = @captureId`;
