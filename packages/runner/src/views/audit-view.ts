import type { AuditRow } from '../ledger/audit-chain.js';
import { isoTime } from './iso-time.js';

/** An entry of the audit log; `clinic` is null for what concerns none alone. */
export function auditView({ id, clinic, at, actor, action, subject, detail }: AuditRow): object {
  return { entry: id, clinic: clinic === '' ? null : clinic, at: isoTime(at), actor, action, subject, detail };
}
