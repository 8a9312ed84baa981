import type { ClinicId, OrderId } from '@chairside/core';
import type { CaptureReader, CaptureRecord, CaptureState } from '@chairside/core/house';
import { chunks } from './chunks.js';
import { ledgerStep } from './ledger-failure.js';
import { CAPTURES_DUE, CAPTURES_FAILED, CAPTURES_KNOWN, CAPTURES_OF_ORDER } from './queries/capture-queries.js';
import { captureRecord, type CaptureRow } from './rows.js';
import type { Statements } from './statements.js';

/** Reads the screen captures of one clinic. */
export class SqliteCaptureReader implements CaptureReader {
  readonly #clinic: ClinicId;
  readonly #statements: Statements;

  constructor(clinic: ClinicId, statements: Statements) {
    this.#clinic = clinic;
    this.#statements = statements;
  }

  async known(
    captures: readonly { readonly orderId: OrderId; readonly captureId: string }[],
  ): Promise<ReadonlyMap<string, CaptureState>> {
    const found = new Map<string, CaptureState>();
    for (const some of chunks(captures)) {
      const named = {
        clinic: this.#clinic,
        captures: JSON.stringify(some.map(({ orderId, captureId }) => [orderId, captureId])),
      };
      const rows = await ledgerStep(() =>
        this.#statements.all<Pick<CaptureRow, 'order_id' | 'capture_id' | 'state'>>(CAPTURES_KNOWN, named),
      );
      for (const { order_id, capture_id, state } of rows) found.set(`${order_id}/${capture_id}`, state as CaptureState);
    }
    return found;
  }

  async list(orderId: OrderId): Promise<readonly CaptureRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<CaptureRow>(CAPTURES_OF_ORDER, this.#clinic, orderId));
    return rows.map(captureRecord);
  }

  async failed(limit: number): Promise<readonly CaptureRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<CaptureRow>(CAPTURES_FAILED, this.#clinic, limit));
    return rows.map(captureRecord);
  }

  async due(now: number, limit: number): Promise<readonly CaptureRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<CaptureRow>(CAPTURES_DUE, this.#clinic, now, limit));
    return rows.map(captureRecord);
  }
}
