import type { ClinicId, RxState, ScanState, StatusUpdate } from '@chairside/core';
import {
  isLegalRxTransition,
  isLegalScanTransition,
  type CaptureRecord,
  type PatientRecord,
  type RxRecord,
  type ScanRecord,
  type ScanRevision,
  type WorkUnit,
} from '@chairside/core/house';
import { AuditChain } from './audit-chain.js';
import { CAPTURE_FOR_CHANGE, CAPTURE_INSERT, CAPTURE_UPDATE } from './queries/capture-queries.js';
import { CURSOR_SET, SEEN_INSERT } from './queries/house-queries.js';
import { PATIENT_FOR_CHANGE, PATIENT_INSERT, PATIENT_UPDATE } from './queries/patient-queries.js';
import { RX_FOR_CHANGE, RX_INSERT, RX_UPDATE } from './queries/rx-queries.js';
import { REVISION_SAVE, SCAN_FOR_CHANGE, SCAN_INSERT, SCAN_UPDATE } from './queries/scan-queries.js';
import { STATUS_INSERT } from './queries/status-queries.js';
import { captureParameters, patientParameters, rxParameters, scanParameters, type Parameters } from './rows.js';
import type { Statements } from './statements.js';

/** Ends a transaction without effect: a version has moved. */
class VersionMoved extends Error {}

interface Current {
  readonly state: string;
  readonly version: number;
}

/** How one kind of record is stored. */
interface RecordTable {
  readonly insert: string;
  readonly update: string;
  isLegal(from: string, to: string): boolean;
}

const RX: RecordTable = {
  insert: RX_INSERT,
  update: RX_UPDATE,
  isLegal: (from, to) => isLegalRxTransition(from as RxState, to as RxState),
};
const SCANS: RecordTable = {
  insert: SCAN_INSERT,
  update: SCAN_UPDATE,
  isLegal: (from, to) => isLegalScanTransition(from as ScanState, to as ScanState),
};
const CAPTURES: RecordTable = { insert: CAPTURE_INSERT, update: CAPTURE_UPDATE, isLegal: () => true };

const PATIENTS: RecordTable = { insert: PATIENT_INSERT, update: PATIENT_UPDATE, isLegal: () => true };

/** Stores one unit of work in one transaction, or nothing of it. */
export class CommitWork {
  readonly #clinic: ClinicId;
  readonly #statements: Statements;
  readonly #chain: AuditChain;

  constructor(clinic: ClinicId, statements: Statements) {
    this.#clinic = clinic;
    this.#statements = statements;
    this.#chain = new AuditChain(statements);
  }

  /**
   * False, and no effect, when a version has moved. Throws, with no effect, for a record of another clinic and for a
   * transition that the domain does not know: both are faults of the caller.
   */
  commit(work: WorkUnit): boolean {
    try {
      this.#statements.transaction(() => this.#store(work));
      return true;
    } catch (error) {
      if (error instanceof VersionMoved) return false;
      throw error;
    }
  }

  #store(work: WorkUnit): void {
    for (const record of work.rx ?? []) this.#storeRx(record);
    for (const record of work.scans ?? []) this.#storeScan(record);
    for (const record of work.captures ?? []) this.#storeCapture(record);
    for (const record of work.patients ?? []) this.#storePatient(record);
    for (const revision of work.revisions ?? []) this.#storeRevision(revision);
    for (const update of work.tell ?? []) this.#storeStatus(update);
    for (const entry of work.audit ?? []) this.#chain.append(this.#clinic, entry);
    for (const id of work.seen ?? []) this.#statements.run(SEEN_INSERT, this.#clinic, id);
    for (const [name, value] of Object.entries(work.cursors ?? {}))
      this.#statements.run(CURSOR_SET, this.#clinic, name, value);
  }

  #storeRx(record: RxRecord): void {
    const current = this.#statements.first<Current>(RX_FOR_CHANGE, record.clinic, record.key, record.generation);
    this.#storeRecord(RX, record, current, rxParameters(record));
  }

  #storeScan(record: ScanRecord): void {
    const current = this.#statements.first<Current>(SCAN_FOR_CHANGE, record.clinic, record.orderId);
    this.#storeRecord(SCANS, record, current, scanParameters(record));
  }

  #storeCapture(record: CaptureRecord): void {
    const current = this.#statements.first<Current>(
      CAPTURE_FOR_CHANGE,
      record.clinic,
      record.orderId,
      record.captureId,
    );
    this.#storeRecord(CAPTURES, record, current, captureParameters(record));
  }

  #storePatient(record: PatientRecord): void {
    const current = this.#statements.first<Current>(PATIENT_FOR_CHANGE, record.clinic, record.ref);
    this.#storeRecord(PATIENTS, record, current, patientParameters(record));
  }

  #storeRecord(
    table: RecordTable,
    record: Current & { readonly clinic: ClinicId },
    current: Current | undefined,
    row: Parameters,
  ): void {
    if (record.clinic !== this.#clinic) throw new TypeError('A record of another clinic was to be stored.');
    if ((current?.version ?? 0) !== record.version) throw new VersionMoved();
    if (current !== undefined && !table.isLegal(current.state, record.state)) {
      throw new TypeError(`There is no way from ${current.state} to ${record.state}.`);
    }
    this.#statements.run(current === undefined ? table.insert : table.update, row);
  }

  #storeRevision(revision: ScanRevision): void {
    const { orderId, revision: number } = revision;
    this.#statements.run(REVISION_SAVE, {
      clinic: this.#clinic,
      orderId,
      revision: number,
      body: JSON.stringify(revision),
    });
  }

  #storeStatus(update: StatusUpdate): void {
    const subject = update.kind === 'rx' ? `rx ${update.key}` : `scan ${update.order.orderId}`;
    this.#statements.run(STATUS_INSERT, {
      clinic: this.#clinic,
      subject,
      saidAt: update.at,
      body: JSON.stringify(update),
    });
  }
}
