import type { ClinicLedger, WorkUnit } from '@chairside/core/house';

/** A ledger whose commits go through `commit`; it may fail, wait or do something else first. */
export function wrapLedger(
  ledger: ClinicLedger,
  commit: (work: WorkUnit, store: () => Promise<boolean>) => Promise<boolean>,
): ClinicLedger {
  return {
    clinic: ledger.clinic,
    rx: ledger.rx,
    scans: ledger.scans,
    captures: ledger.captures,
    patients: ledger.patients,
    status: ledger.status,
    commit: (work) => commit(work, () => ledger.commit(work)),
    seen: (ids) => ledger.seen(ids),
    cursor: (name) => ledger.cursor(name),
    nextDueAt: (kind) => ledger.nextDueAt(kind),
    audit: (since) => ledger.audit(since),
    correctTimes: (now) => ledger.correctTimes(now),
  };
}
