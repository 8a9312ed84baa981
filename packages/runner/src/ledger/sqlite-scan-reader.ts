import { OrderId, SCAN_STATES, type ClinicId, type RxId, type ScanState } from '@chairside/core';
import type { ScanReader, ScanRecord, ScanRevision } from '@chairside/core/house';
import { countsByState, rowsByState } from './by-state.js';
import { chunks } from './chunks.js';
import { ledgerStep } from './ledger-failure.js';
import {
  REVISIONS_OF_ORDER,
  SCAN_BY_STATE,
  SCAN_COUNTS,
  SCAN_DUE,
  SCAN_FINGERPRINTS,
  SCAN_GET,
  SCAN_IDS,
  SCANS_BY_RX_ID,
  SCANS_SENT_BACK,
} from './queries/scan-queries.js';
import { scanRecord, type ScanRow } from './rows.js';
import type { Statements } from './statements.js';

/** Reads the scans of one clinic. `list` answers the newest first. */
export class SqliteScanReader implements ScanReader {
  readonly #clinic: ClinicId;
  readonly #statements: Statements;

  constructor(clinic: ClinicId, statements: Statements) {
    this.#clinic = clinic;
    this.#statements = statements;
  }

  async get(orderId: OrderId): Promise<ScanRecord | undefined> {
    const row = await ledgerStep(() => this.#statements.first<ScanRow>(SCAN_GET, this.#clinic, orderId));
    return row && scanRecord(row);
  }

  async byRxId(rxId: RxId): Promise<readonly ScanRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<ScanRow>(SCANS_BY_RX_ID, this.#clinic, rxId));
    return rows.map(scanRecord);
  }

  async fingerprints(orderIds: readonly OrderId[]): Promise<ReadonlyMap<OrderId, string>> {
    const found = new Map<OrderId, string>();
    for (const ids of chunks(orderIds)) {
      const named = { clinic: this.#clinic, orderIds: JSON.stringify(ids) };
      const rows = await ledgerStep(() =>
        this.#statements.all<Pick<ScanRow, 'order_id' | 'fingerprint'>>(SCAN_FINGERPRINTS, named),
      );
      for (const { order_id, fingerprint } of rows) found.set(OrderId(order_id), fingerprint);
    }
    return found;
  }

  async list(filter: {
    readonly states?: readonly ScanState[];
    readonly limit?: number;
  }): Promise<readonly ScanRecord[]> {
    const rows = await ledgerStep(() =>
      rowsByState<ScanRow>(this.#statements, SCAN_BY_STATE, this.#clinic, filter.states ?? SCAN_STATES, filter.limit),
    );
    return rows.map(scanRecord);
  }

  async orderIds(states: readonly ScanState[]): Promise<readonly OrderId[]> {
    const rows = await ledgerStep(() =>
      states.flatMap((state) => this.#statements.all<Pick<ScanRow, 'order_id'>>(SCAN_IDS, this.#clinic, state)),
    );
    return rows.map(({ order_id }) => OrderId(order_id));
  }

  async due(now: number, limit: number): Promise<readonly ScanRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<ScanRow>(SCAN_DUE, this.#clinic, now, limit));
    return rows.map(scanRecord);
  }

  async sentBack(limit: number): Promise<readonly ScanRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<ScanRow>(SCANS_SENT_BACK, this.#clinic, limit));
    return rows.map(scanRecord);
  }

  async revisions(orderId: OrderId): Promise<readonly ScanRevision[]> {
    const rows = await ledgerStep(() =>
      this.#statements.all<{ readonly body: string }>(REVISIONS_OF_ORDER, this.#clinic, orderId),
    );
    return rows.map(({ body }) => JSON.parse(body) as ScanRevision);
  }

  async countByState(): Promise<Readonly<Partial<Record<ScanState, number>>>> {
    return await ledgerStep(() => countsByState<ScanState>(this.#statements, SCAN_COUNTS, this.#clinic));
  }
}
