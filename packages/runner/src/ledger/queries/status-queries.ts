const COLUMNS = 'id, backoff, interrupted, due_at, problem, body';

/** Only the oldest row of a subject has a due_at, so later ones are never looked at. */
export const STATUS_DUE = `SELECT ${COLUMNS} FROM status_outbox WHERE clinic = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?`;
/** A row with a problem and no due_at waits for a person. */
export const STATUS_HELD = `
  SELECT ${COLUMNS} FROM status_outbox WHERE clinic = ? AND due_at IS NULL AND problem IS NOT NULL
  ORDER BY id DESC LIMIT ?`;
export const STATUS_GET = `SELECT ${COLUMNS} FROM status_outbox WHERE id = ? AND clinic = ?`;
export const STATUS_NEXT_DUE =
  'SELECT min(due_at) AS due_at FROM status_outbox WHERE clinic = ? AND due_at IS NOT NULL';

export const STATUS_INSERT = `
  INSERT INTO status_outbox (clinic, subject, said_at, due_at, body)
  SELECT @clinic, @subject, @saidAt,
    CASE WHEN EXISTS (SELECT 1 FROM status_outbox WHERE clinic = @clinic AND subject = @subject) THEN NULL ELSE @saidAt END,
    @body`;
export const STATUS_DELETE = 'DELETE FROM status_outbox WHERE id = ? AND clinic = ? RETURNING subject';
export const STATUS_OFFER_NEXT = `
  UPDATE status_outbox SET due_at = said_at
  WHERE id = (SELECT min(id) FROM status_outbox WHERE clinic = ? AND subject = ?)`;
export const STATUS_POSTPONE = `
  UPDATE status_outbox SET due_at = ?, problem = ?, backoff = backoff + 1
  WHERE id = ? AND clinic = ? AND due_at IS NOT NULL`;
export const STATUS_CUT_OFF = 'UPDATE status_outbox SET interrupted = ? WHERE id = ? AND clinic = ?';
export const STATUS_HOLD = `
  UPDATE status_outbox SET interrupted = ?, problem = ?, due_at = NULL WHERE id = ? AND clinic = ?`;
/** Only what is, or was, offered: not what waits for an older one of its subject. */
export const STATUS_OFFER_AGAIN = `
  UPDATE status_outbox SET due_at = ?, problem = NULL, backoff = 0, interrupted = 0
  WHERE id = ? AND clinic = ? AND (due_at IS NOT NULL OR problem IS NOT NULL)`;
