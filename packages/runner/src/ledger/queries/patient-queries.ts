const COLUMNS = 'id, clinic, ref, state, due_at, version, body';

export const PATIENT_GET = `SELECT ${COLUMNS} FROM patients WHERE clinic = ? AND ref = ?`;
/** CROSS JOIN keeps the order of the tables: one look into the index for each reference asked for. */
export const PATIENTS_BY_REFS = `
  SELECT patients.id, patients.clinic, patients.ref, patients.state, patients.due_at, patients.version, patients.body
  FROM json_each(@refs) AS wanted
  CROSS JOIN patients ON patients.clinic = @clinic AND patients.ref = wanted.value`;
export const PATIENT_BY_STATE = `SELECT ${COLUMNS} FROM patients WHERE clinic = ? AND state = ? ORDER BY id DESC LIMIT ?`;
export const PATIENT_DUE = `SELECT ${COLUMNS} FROM patients WHERE clinic = ? AND due_at <= ? ORDER BY due_at LIMIT ?`;
export const PATIENT_COUNTS = 'SELECT state, count(*) AS count FROM patients WHERE clinic = ? GROUP BY state';
export const PATIENT_NEXT_DUE = 'SELECT min(due_at) AS due_at FROM patients WHERE clinic = ? AND due_at IS NOT NULL';

export const PATIENT_FOR_CHANGE = 'SELECT state, version FROM patients WHERE clinic = ? AND ref = ?';
export const PATIENT_INSERT = `
  INSERT INTO patients (clinic, ref, state, due_at, version, body)
  VALUES (@clinic, @ref, @state, @dueAt, @version, @body)`;
export const PATIENT_UPDATE = `
  UPDATE patients SET state = @state, due_at = @dueAt, version = @version, body = @body
  WHERE clinic = @clinic AND ref = @ref`;
