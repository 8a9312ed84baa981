/**
 * What was written by a clock that was ahead waits as long as it was meant to, from now on; never longer than before. The
 * index on `due_at` holds only what waits.
 */
const corrected = (table: string): string => `
  UPDATE ${table} SET due_at = min(due_at, @now + due_at - (body ->> '$.updatedAt'))
  WHERE clinic = @clinic AND due_at > @now AND body ->> '$.updatedAt' > @now`;

export const RX_TIMES = corrected('rx');
export const SCAN_TIMES = corrected('scans');
export const CAPTURE_TIMES = corrected('captures');
export const PATIENT_TIMES = corrected('patients');
/** A status does not say when it was put off; told a little early it does no harm. */
export const STATUS_TIMES = 'UPDATE status_outbox SET due_at = @now WHERE clinic = @clinic AND due_at > @now';
