const COLUMNS = 'id, clinic, order_id, state, fingerprint, sent_back_at, due_at, version, body';

export const SCAN_GET = `SELECT ${COLUMNS} FROM scans WHERE clinic = ? AND order_id = ?`;
export const SCANS_BY_RX_ID = `SELECT ${COLUMNS} FROM scans WHERE clinic = ? AND rx_id = ? ORDER BY id`;
/** CROSS JOIN keeps the order of the tables: one look into the index for each id of the page. */
export const SCAN_FINGERPRINTS = `
  SELECT scans.order_id, scans.fingerprint FROM json_each(@orderIds) AS wanted
  CROSS JOIN scans ON scans.clinic = @clinic AND scans.order_id = wanted.value`;
export const SCAN_BY_STATE = `SELECT ${COLUMNS} FROM scans WHERE clinic = ? AND state = ? ORDER BY id DESC LIMIT ?`;
export const SCANS_SENT_BACK = `
  SELECT ${COLUMNS} FROM scans WHERE clinic = ? AND sent_back_at IS NOT NULL ORDER BY sent_back_at DESC LIMIT ?`;
export const SCAN_IDS = 'SELECT order_id FROM scans WHERE clinic = ? AND state = ?';
export const SCAN_DUE = `SELECT ${COLUMNS} FROM scans WHERE clinic = ? AND due_at <= ? ORDER BY due_at LIMIT ?`;
export const SCAN_COUNTS = 'SELECT state, count(*) AS count FROM scans WHERE clinic = ? GROUP BY state';
export const SCAN_NEXT_DUE = 'SELECT min(due_at) AS due_at FROM scans WHERE clinic = ? AND due_at IS NOT NULL';

export const SCAN_FOR_CHANGE = 'SELECT state, version FROM scans WHERE clinic = ? AND order_id = ?';
export const SCAN_INSERT = `
  INSERT INTO scans (clinic, order_id, rx_id, state, fingerprint, sent_back_at, due_at, version, body)
  VALUES (@clinic, @orderId, @rxId, @state, @fingerprint, @sentBackAt, @dueAt, @version, @body)`;
export const SCAN_UPDATE = `
  UPDATE scans SET rx_id = @rxId, state = @state, fingerprint = @fingerprint,
    sent_back_at = @sentBackAt, due_at = @dueAt, version = @version, body = @body
  WHERE clinic = @clinic AND order_id = @orderId`;

export const REVISIONS_OF_ORDER = 'SELECT body FROM revisions WHERE clinic = ? AND order_id = ? ORDER BY revision';
/** Filing a revision again keeps its place and takes the newer receipt. */
export const REVISION_SAVE = `
  INSERT INTO revisions (clinic, order_id, revision, body) VALUES (@clinic, @orderId, @revision, @body)
  ON CONFLICT (clinic, order_id, revision) DO UPDATE SET body = excluded.body`;
