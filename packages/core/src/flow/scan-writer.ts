import { SCAN_STATE_RULES } from '../domain/scan-state.js';
import type { PlacedFile, ScanRecord } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { ScanStatus } from '../ports/status-sink.js';
import { takeBackAt } from './taken-back.js';

export type ScanPatch = Partial<Omit<ScanRecord, 'clinic' | 'orderId' | 'createdAt' | 'updatedAt' | 'version'>>;

/** How a scan stands, for StatusSink. */
export function scanStatus(record: ScanRecord, at: number, files: readonly PlacedFile[]): ScanStatus {
  const { order, state, rxKey, patient, revision, sentBackAt, problem } = record;
  return { kind: 'scan', order, state, rxKey, patient, revision, files, sentBackAt, problem, at };
}

/** Whether a change is one that the practice software is told of. */
function isVisible(before: ScanRecord, after: ScanRecord): boolean {
  return (
    after.version === 0 ||
    after.state !== before.state ||
    after.order.status !== before.order.status ||
    after.sentBackAt !== before.sentBackAt ||
    after.problem?.code !== before.problem?.code
  );
}

/** Writes changes of scans together with what StatusSink is to be told of them. */
export class ScanWriter {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;

  constructor(ledger: ClinicLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /**
   * Stores a change with whatever belongs to it. Answers the record as stored, or undefined when it was changed
   * meanwhile. `files` are those in the chart, where this change brings them there.
   */
  async write(
    record: ScanRecord,
    patch: ScanPatch,
    along: WorkUnit = {},
    files?: readonly PlacedFile[],
  ): Promise<ScanRecord | undefined> {
    const next = this.#next(record, patch);
    const news = isVisible(record, next)
      ? [scanStatus(next, next.updatedAt, files ?? (await this.#filesOf(next)))]
      : [];
    const stored = await this.#ledger.commit({
      ...along,
      scans: [next, ...(along.scans ?? [])],
      tell: [...news, ...(along.tell ?? [])],
    });
    return stored ? { ...next, version: next.version + 1 } : undefined;
  }

  #next(record: ScanRecord, patch: ScanPatch): ScanRecord {
    const updatedAt = this.#clock.now();
    const next: ScanRecord = { ...record, ...patch, updatedAt };
    // One that rests is due for its wrong filing alone: nobody forgets what is still to be taken out of a chart.
    return SCAN_STATE_RULES[next.state].final === true && next.dueAt === undefined
      ? { ...next, dueAt: takeBackAt(next, updatedAt) }
      : next;
  }

  /** What stands in the chart stays there while the order is looked at again. */
  async #filesOf({ orderId, revision }: ScanRecord): Promise<readonly PlacedFile[]> {
    if (revision === 0) return [];
    const revisions = await this.#ledger.scans.revisions(orderId);
    const newest = revisions.find((each) => each.revision === revision);
    // One that the DPMS has not put into the chart yet, or that a person took out, is none of the chart's.
    return newest === undefined || newest.withdrawn === true ? [] : newest.receipt.files;
  }
}
