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
import { chunks } from './chunks.js';
import { CommitWork } from './commit-work.js';
import { ledgerStep, ledgerWrite } from './ledger-failure.js';
import { AUDIT_SINCE } from './queries/audit-queries.js';
import { CAPTURES_NEXT_DUE } from './queries/capture-queries.js';
import { CAPTURE_TIMES, PATIENT_TIMES, RX_TIMES, SCAN_TIMES, STATUS_TIMES } from './queries/clock-queries.js';
import { CURSOR_GET, SEEN_WHICH } from './queries/house-queries.js';
import { PATIENT_NEXT_DUE } from './queries/patient-queries.js';
import { RX_NEXT_DUE } from './queries/rx-queries.js';
import { SCAN_NEXT_DUE } from './queries/scan-queries.js';
import { STATUS_NEXT_DUE } from './queries/status-queries.js';
import { SqliteCaptureReader } from './sqlite-capture-reader.js';
import { SqlitePatientReader } from './sqlite-patient-reader.js';
import { SqliteRxReader } from './sqlite-rx-reader.js';
import { SqliteScanReader } from './sqlite-scan-reader.js';
import { SqliteStatusOutbox } from './sqlite-status-outbox.js';
import type { Statements } from './statements.js';
import { workName } from './work-name.js';

const NEXT_DUE: Readonly<Record<WorkKind, string>> = {
  rx: RX_NEXT_DUE,
  scans: SCAN_NEXT_DUE,
  captures: CAPTURES_NEXT_DUE,
  patients: PATIENT_NEXT_DUE,
  status: STATUS_NEXT_DUE,
};

const CORRECTED = [RX_TIMES, SCAN_TIMES, CAPTURE_TIMES, PATIENT_TIMES, STATUS_TIMES];

/** The rows of one clinic. */
export class SqliteClinicLedger implements ClinicLedger {
  readonly clinic: ClinicId;
  readonly rx: RxReader;
  readonly scans: ScanReader;
  readonly captures: CaptureReader;
  readonly patients: PatientReader;
  readonly status: StatusOutbox;
  readonly #statements: Statements;
  readonly #work: CommitWork;

  constructor(clinic: ClinicId, statements: Statements) {
    this.clinic = clinic;
    this.rx = new SqliteRxReader(clinic, statements);
    this.scans = new SqliteScanReader(clinic, statements);
    this.captures = new SqliteCaptureReader(clinic, statements);
    this.patients = new SqlitePatientReader(clinic, statements);
    this.status = new SqliteStatusOutbox(clinic, statements);
    this.#statements = statements;
    this.#work = new CommitWork(clinic, statements);
  }

  async commit(work: WorkUnit): Promise<boolean> {
    return await ledgerWrite(`commit ${workName(work)}`, () => this.#work.commit(work));
  }

  async seen(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const some of chunks(ids)) {
      const named = { clinic: this.clinic, ids: JSON.stringify(some) };
      const rows = await ledgerStep(() => this.#statements.all<{ readonly id: string }>(SEEN_WHICH, named));
      for (const { id } of rows) found.add(id);
    }
    return found;
  }

  async cursor(name: string): Promise<string | undefined> {
    const row = await ledgerStep(() =>
      this.#statements.first<{ readonly value: string }>(CURSOR_GET, this.clinic, name),
    );
    return row?.value;
  }

  async nextDueAt(kind: WorkKind): Promise<number | undefined> {
    const row = await ledgerStep(() =>
      this.#statements.first<{ readonly due_at: number | null }>(NEXT_DUE[kind], this.clinic),
    );
    return row?.due_at ?? undefined;
  }

  async correctTimes(now: number): Promise<void> {
    await ledgerWrite('correct times', () =>
      this.#statements.transaction(() => {
        for (const sql of CORRECTED) this.#statements.run(sql, { clinic: this.clinic, now });
      }),
    );
  }

  async audit(since: number): Promise<readonly AuditEntry[]> {
    const rows = await ledgerStep(() =>
      this.#statements.all<Omit<AuditEntry, 'detail'> & { readonly detail: string | null }>(
        AUDIT_SINCE,
        this.clinic,
        since,
      ),
    );
    return rows.map(({ detail, ...entry }) => (detail === null ? entry : { ...entry, detail }));
  }
}
