import { RX_STATES, type ClinicId, type RxId, type RxKey, type RxState } from '@chairside/core';
import type { RxReader, RxRecord } from '@chairside/core/house';
import { countsByState, rowsByState } from './by-state.js';
import { ledgerStep } from './ledger-failure.js';
import { RX_BY_RX_ID, RX_BY_STATE, RX_COUNTS, RX_DUE, RX_GENERATIONS, RX_NEWEST } from './queries/rx-queries.js';
import { rxRecord, type RxRow } from './rows.js';
import type { Statements } from './statements.js';

/** Reads the RX of one clinic. `list` answers every generation, newest first. */
export class SqliteRxReader implements RxReader {
  readonly #clinic: ClinicId;
  readonly #statements: Statements;

  constructor(clinic: ClinicId, statements: Statements) {
    this.#clinic = clinic;
    this.#statements = statements;
  }

  async get(key: RxKey): Promise<RxRecord | undefined> {
    const row = await ledgerStep(() => this.#statements.first<RxRow>(RX_NEWEST, this.#clinic, key));
    return row && rxRecord(row);
  }

  async generations(key: RxKey): Promise<readonly RxRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<RxRow>(RX_GENERATIONS, this.#clinic, key));
    return rows.map(rxRecord);
  }

  async byRxId(rxId: RxId): Promise<RxRecord | undefined> {
    const row = await ledgerStep(() => this.#statements.first<RxRow>(RX_BY_RX_ID, this.#clinic, rxId));
    return row && rxRecord(row);
  }

  async list(filter: { readonly states?: readonly RxState[]; readonly limit?: number }): Promise<readonly RxRecord[]> {
    const rows = await ledgerStep(() =>
      rowsByState<RxRow>(this.#statements, RX_BY_STATE, this.#clinic, filter.states ?? RX_STATES, filter.limit),
    );
    return rows.map(rxRecord);
  }

  async due(now: number, limit: number): Promise<readonly RxRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<RxRow>(RX_DUE, this.#clinic, now, limit));
    return rows.map(rxRecord);
  }

  async countByState(): Promise<Readonly<Partial<Record<RxState, number>>>> {
    return await ledgerStep(() => countsByState<RxState>(this.#statements, RX_COUNTS, this.#clinic));
  }
}
