/** Only the oldest row of a subject has a due_at, so later ones are never looked at. */
export const STATUS_DUE =
  'SELECT id, backoff, body FROM status_outbox WHERE clinic = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?';
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
  UPDATE status_outbox SET due_at = ?, backoff = backoff + 1 WHERE id = ? AND clinic = ? AND due_at IS NOT NULL`;
