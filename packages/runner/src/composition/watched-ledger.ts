import type { ClinicId } from '@chairside/core';
import type {
  AuditEntry,
  CaptureReader,
  ClinicLedger,
  PatientReader,
  RxReader,
  ScanReader,
  StatusOutbox,
  WorkKind,
  WorkUnit,
} from '@chairside/core/house';

/** A ledger that says what kind of work a commit brought, so that nobody has to wait for the next poll. */
export class WatchedLedger implements ClinicLedger {
  readonly #ledger: ClinicLedger;
  readonly #onCommit: (work: WorkUnit) => void;

  constructor(ledger: ClinicLedger, onCommit: (work: WorkUnit) => void) {
    this.#ledger = ledger;
    this.#onCommit = onCommit;
  }

  get clinic(): ClinicId {
    return this.#ledger.clinic;
  }
  get rx(): RxReader {
    return this.#ledger.rx;
  }
  get scans(): ScanReader {
    return this.#ledger.scans;
  }
  get captures(): CaptureReader {
    return this.#ledger.captures;
  }
  get patients(): PatientReader {
    return this.#ledger.patients;
  }
  get status(): StatusOutbox {
    return this.#ledger.status;
  }

  async commit(work: WorkUnit): Promise<boolean> {
    const stored = await this.#ledger.commit(work);
    if (stored) this.#onCommit(work);
    return stored;
  }
  seen(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#ledger.seen(ids);
  }
  cursor(name: string): Promise<string | undefined> {
    return this.#ledger.cursor(name);
  }
  nextDueAt(kind: WorkKind): Promise<number | undefined> {
    return this.#ledger.nextDueAt(kind);
  }
  correctTimes(now: number): Promise<void> {
    return this.#ledger.correctTimes(now);
  }
  audit(since: number): Promise<readonly AuditEntry[]> {
    return this.#ledger.audit(since);
  }
}
