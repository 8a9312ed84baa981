import type { ClinicId, OrderId, PatientRef, RxId, RxKey } from '../domain/ids.js';
import type { PatientRecord, PatientState } from '../domain/patient-record.js';
import type { Problem } from '../domain/problem.js';
import type { RxRecord } from '../domain/rx.js';
import type { RxState } from '../domain/rx-state.js';
import type { CaptureRecord, CaptureState, ScanRecord, ScanRevision } from '../domain/scan.js';
import type { ScanState } from '../domain/scan-state.js';
import type { StatusUpdate } from './status-sink.js';

/** Who did what; kept for ever, never changed. */
export interface AuditEntry {
  readonly at: number;
  /** `chairside`, or the operator's name where it is known. */
  readonly actor: string;
  readonly action: string;
  /** The RX key, order id, company id, or patient it was done to: by the DPMS's reference, or by the cloud's own id. */
  readonly subject: string;
  /** No patient data; may name a patient's reference. */
  readonly detail?: string | undefined;
}

/**
 * Changes that take effect together or not at all. A record with `version` 0 is inserted; one with a higher version
 * replaces the one of exactly that version and is stored with the next. Records are stored in their order, so that the
 * same one may go two steps.
 */
export interface WorkUnit {
  readonly rx?: readonly RxRecord[];
  readonly scans?: readonly ScanRecord[];
  readonly captures?: readonly CaptureRecord[];
  readonly patients?: readonly PatientRecord[];
  readonly revisions?: readonly ScanRevision[];
  /** Stored for StatusSink in this order, in the same transaction. */
  readonly tell?: readonly StatusUpdate[];
  readonly audit?: readonly AuditEntry[];
  /** Ids of sayings of an RxTrigger that are thereby dealt with. */
  readonly seen?: readonly string[];
  /** Named cursors to set. */
  readonly cursors?: Readonly<Record<string, string>>;
}

export interface RxReader {
  /** The newest generation of a key. */
  get(key: RxKey): Promise<RxRecord | undefined>;
  /** All generations of a key, oldest first. */
  generations(key: RxKey): Promise<readonly RxRecord[]>;
  byRxId(rxId: RxId): Promise<RxRecord | undefined>;
  list(filter: { readonly states?: readonly RxState[]; readonly limit?: number }): Promise<readonly RxRecord[]>;
  /** What is due at `now`, longest due first. */
  due(now: number, limit: number): Promise<readonly RxRecord[]>;
  countByState(): Promise<Readonly<Partial<Record<RxState, number>>>>;
}

export interface ScanReader {
  get(orderId: OrderId): Promise<ScanRecord | undefined>;
  /** The orders of an RX: a case that the lab sent back may have several. */
  byRxId(rxId: RxId): Promise<readonly ScanRecord[]>;
  /** The fingerprints of those orders that are known; by index, one query for a page. */
  fingerprints(orderIds: readonly OrderId[]): Promise<ReadonlyMap<OrderId, string>>;
  list(filter: { readonly states?: readonly ScanState[]; readonly limit?: number }): Promise<readonly ScanRecord[]>;
  /** The names alone of all orders in some states: there may be a hundred thousand. */
  orderIds(states: readonly ScanState[]): Promise<readonly OrderId[]>;
  due(now: number, limit: number): Promise<readonly ScanRecord[]>;
  /** Those that the lab has sent back to the clinic, newest first. */
  sentBack(limit: number): Promise<readonly ScanRecord[]>;
  revisions(orderId: OrderId): Promise<readonly ScanRevision[]>;
  countByState(): Promise<Readonly<Partial<Record<ScanState, number>>>>;
}

export interface CaptureReader {
  /** The states of those of the given captures that are known, by `orderId/captureId`. */
  known(
    captures: readonly { readonly orderId: OrderId; readonly captureId: string }[],
  ): Promise<ReadonlyMap<string, CaptureState>>;
  list(orderId: OrderId): Promise<readonly CaptureRecord[]>;
  /** Those that go on only when a person does something, newest first. */
  failed(limit: number): Promise<readonly CaptureRecord[]>;
  due(now: number, limit: number): Promise<readonly CaptureRecord[]>;
}

export interface PatientReader {
  get(ref: PatientRef): Promise<PatientRecord | undefined>;
  /** Those of the given patients that are known; by index, one query for a page. */
  byRefs(refs: readonly PatientRef[]): Promise<ReadonlyMap<PatientRef, PatientRecord>>;
  list(filter: {
    readonly states?: readonly PatientState[];
    readonly limit?: number;
  }): Promise<readonly PatientRecord[]>;
  due(now: number, limit: number): Promise<readonly PatientRecord[]>;
  countByState(): Promise<Readonly<Partial<Record<PatientState, number>>>>;
}

/** A stored update that StatusSink has not confirmed yet. */
export interface PendingStatus {
  readonly id: number;
  readonly update: StatusUpdate;
  readonly backoff: number;
  /** Tries cut off by a stop or a kill. */
  readonly interrupted: number;
  /** Undefined: it waits for an older one of its subject, or for a person. */
  readonly dueAt?: number | undefined;
  /** Why it could not be told. */
  readonly problem?: Problem | undefined;
}

/** Updates wait here until StatusSink returned; per RX or order only the oldest is offered. */
export interface StatusOutbox {
  due(now: number, limit: number): Promise<readonly PendingStatus[]>;
  /** Those that go on only when a person does something, newest first. */
  held(limit: number): Promise<readonly PendingStatus[]>;
  get(id: number): Promise<PendingStatus | undefined>;
  done(id: number): Promise<void>;
  /** Leaves it in place until `dueAt`. */
  postpone(id: number, dueAt: number, problem: Problem): Promise<void>;
  /** Counts tries that were cut off. With a problem it waits for a person, and those behind it with it. */
  cutOff(id: number, interrupted: number, problem: Problem | undefined): Promise<void>;
  /** Offers one again at once, as if it had never been tried. */
  offerAgain(id: number, now: number): Promise<void>;
}

export const WORK_KINDS = ['rx', 'scans', 'captures', 'patients', 'status'] as const;
/** The kinds of items that become due. */
export type WorkKind = (typeof WORK_KINDS)[number];

/** All that must survive, for one clinic. Every call resolves only when its effect is durable. */
export interface ClinicLedger {
  readonly clinic: ClinicId;
  readonly rx: RxReader;
  readonly scans: ScanReader;
  readonly captures: CaptureReader;
  readonly patients: PatientReader;
  readonly status: StatusOutbox;
  /** Answers false, and changes nothing, when a record's version has moved: read again and decide anew. */
  commit(work: WorkUnit): Promise<boolean>;
  /** Which of these ids are dealt with. */
  seen(ids: readonly string[]): Promise<ReadonlySet<string>>;
  cursor(name: string): Promise<string | undefined>;
  /** When something of this clinic is next due, milliseconds since 1970; by index. */
  nextDueAt(kind: WorkKind): Promise<number | undefined>;
  audit(since: number): Promise<readonly AuditEntry[]>;
  /**
   * Puts the due times right that a clock wrote which was ahead of `now`: an item waits as long as it was meant to, from
   * now on. May be called at any time.
   */
  correctTimes(now: number): Promise<void>;
}
