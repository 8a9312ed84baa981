import { auditHash, CHAIN_START, type AuditHead, type AuditRow } from './audit-chain.js';

/** What was found in the audit log. */
export type AuditFinding =
  | { readonly kind: 'whole'; readonly head: AuditHead }
  /** `entry`: the first that is wrong. */
  | { readonly kind: 'broken'; readonly entry: number; readonly why: string };

function broken(entry: number, why: string): AuditFinding {
  return { kind: 'broken', entry, why };
}

/**
 * Walks through all rows, by their numbers, and says which is the first that is wrong. `given`: the number that was given
 * last. `noted`: a head that somebody wrote down earlier.
 */
export function verifyAudit(rows: Iterable<AuditRow>, given: number, noted?: AuditHead): AuditFinding {
  let head: AuditHead = { id: 0, hash: CHAIN_START };
  for (const row of rows) {
    const expected = head.id + 1;
    if (row.id < expected) return broken(row.id, `Entry ${row.id} was put in afterwards.`);
    if (row.id > expected) return broken(expected, `Entry ${expected} is missing.`);
    if (row.hash !== auditHash(head.hash, row))
      return broken(row.id, `Entry ${row.id} was changed, or is not the one that followed entry ${head.id}.`);
    if (row.id === noted?.id && row.hash !== noted.hash)
      return broken(row.id, `Entry ${row.id} is not the one that was noted: the log was written anew up to it.`);
    head = { id: row.id, hash: row.hash };
  }
  const last = Math.max(given, noted?.id ?? 0);
  if (head.id < last)
    return broken(head.id + 1, `Entry ${head.id + 1} and those after it, up to ${last}, are missing.`);
  return { kind: 'whole', head };
}
