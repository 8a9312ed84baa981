import type { PlacedFile, ScanRecord } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { ScanStatus } from '../ports/status-sink.js';

export type ScanPatch = Partial<Omit<ScanRecord, 'clinic' | 'orderId' | 'createdAt' | 'updatedAt' | 'version'>>;

/** How a scan stands, for StatusSink. */
export function scanStatus(record: ScanRecord, at: number, files: readonly PlacedFile[] = []): ScanStatus {
  const { order, state, rxKey, patient, revision, problem } = record;
  return { kind: 'scan', order, state, rxKey, patient, revision, files, problem, at };
}

/** Writes changes of scans together with what StatusSink is to be told of them. */
export class ScanWriter {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;

  constructor(ledger: ClinicLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  #change(
    record: ScanRecord,
    patch: ScanPatch,
    files?: readonly PlacedFile[],
  ): { readonly next: ScanRecord; readonly unit: WorkUnit } {
    const next: ScanRecord = { ...record, ...patch, updatedAt: this.#clock.now() };
    const visible = next.version === 0 || next.state !== record.state || next.problem?.code !== record.problem?.code;
    return { next, unit: { scans: [next], ...(visible ? { tell: [scanStatus(next, next.updatedAt, files)] } : {}) } };
  }

  /**
   * Stores a change with whatever belongs to it. Answers the record as stored, or undefined when it was changed
   * meanwhile. `files` are those in the chart, for a scan that is filed.
   */
  async write(
    record: ScanRecord,
    patch: ScanPatch,
    along: WorkUnit = {},
    files?: readonly PlacedFile[],
  ): Promise<ScanRecord | undefined> {
    const { next, unit } = this.#change(record, patch, files);
    const stored = await this.#ledger.commit({
      ...along,
      scans: [...(unit.scans ?? []), ...(along.scans ?? [])],
      tell: [...(unit.tell ?? []), ...(along.tell ?? [])],
    });
    return stored ? { ...next, version: next.version + 1 } : undefined;
  }
}
