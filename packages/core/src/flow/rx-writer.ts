import type { RxRecord } from '../domain/rx.js';
import type { PlacedFile } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { RxStatus } from '../ports/status-sink.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { isHeldByBook } from './held-rx.js';
import { problemOf } from './retry.js';

export type RxPatch = Partial<Omit<RxRecord, 'clinic' | 'key' | 'generation' | 'createdAt' | 'updatedAt' | 'version'>>;

/** How an RX stands, for StatusSink. */
export function rxStatus(record: RxRecord, at: number, files: readonly PlacedFile[] = []): RxStatus {
  return {
    kind: 'rx',
    key: record.key,
    state: record.state,
    rxId: record.rxId,
    orderId: record.orderId,
    files,
    problem: record.problem,
    at,
  };
}

/** Writes changes of RX together with what StatusSink is to be told of them. */
export class RxWriter {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;

  constructor(ledger: ClinicLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** The record after a change, and the unit that stores it. */
  change(record: RxRecord, patch: RxPatch): { readonly next: RxRecord; readonly unit: WorkUnit } {
    const next: RxRecord = { ...record, ...patch, updatedAt: this.#clock.now() };
    const visible =
      next.version === 0 ||
      next.state !== record.state ||
      next.problem?.code !== record.problem?.code ||
      next.orderId !== record.orderId;
    return { next, unit: { rx: [next], ...(visible ? { tell: [rxStatus(next, next.updatedAt)] } : {}) } };
  }

  /**
   * Stores a change with whatever belongs to it. Answers the record as stored, or undefined when somebody else changed
   * one of them in the meantime.
   */
  async write(record: RxRecord, patch: RxPatch, along: WorkUnit = {}): Promise<RxRecord | undefined> {
    const { next, unit } = this.change(record, patch);
    const stored = await this.#ledger.commit({
      ...along,
      rx: [...(unit.rx ?? []), ...(along.rx ?? [])],
      tell: [...(unit.tell ?? []), ...(along.tell ?? [])],
    });
    return stored ? { ...next, version: next.version + 1 } : undefined;
  }

  /** The RX is off the scanner: a changed generation that waited for that may go. */
  async writeAndRelease(record: RxRecord, patch: RxPatch): Promise<RxRecord | undefined> {
    const next = await this.#successor(record, (waiting) =>
      isHeldByBook(waiting) ? {} : { dueAt: this.#clock.now(), problem: undefined },
    );
    return await this.write(record, patch, next);
  }

  /** The RX was scanned before it could be withdrawn: a changed generation comes too late. */
  async writeAndRefuse(record: RxRecord, patch: RxPatch): Promise<RxRecord | undefined> {
    const problem = problemOf(new ChairsideError('RX_ALREADY_SCANNED'), this.#clock.now());
    const next = await this.#successor(record, () => ({ state: 'failed', dueAt: undefined, problem }));
    return await this.write(record, patch, next);
  }

  /** The RX could not be taken from the scanner: a changed generation waits for a person. */
  async writeAndHold(record: RxRecord, patch: RxPatch): Promise<RxRecord | undefined> {
    const next = await this.#successor(record, () => ({ dueAt: undefined, problem: patch.problem }));
    return await this.write(record, patch, next);
  }

  /** The change of a newer generation that is not sent yet. */
  async #successor(record: RxRecord, patchOf: (next: RxRecord) => RxPatch): Promise<WorkUnit> {
    const next = await this.#ledger.rx.get(record.key);
    return next !== undefined && next.generation > record.generation && next.state === 'wanted'
      ? this.change(next, patchOf(next)).unit
      : {};
  }
}
