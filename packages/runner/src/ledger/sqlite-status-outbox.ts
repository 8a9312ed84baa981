import type { ClinicId, StatusUpdate } from '@chairside/core';
import type { PendingStatus, StatusOutbox } from '@chairside/core/house';
import { ledgerStep, ledgerWrite } from './ledger-failure.js';
import { STATUS_DELETE, STATUS_DUE, STATUS_OFFER_NEXT, STATUS_POSTPONE } from './queries/status-queries.js';
import type { Statements } from './statements.js';

/** What a StatusSink of one clinic has still to be told. */
export class SqliteStatusOutbox implements StatusOutbox {
  readonly #clinic: ClinicId;
  readonly #statements: Statements;

  constructor(clinic: ClinicId, statements: Statements) {
    this.#clinic = clinic;
    this.#statements = statements;
  }

  async due(now: number, limit: number): Promise<readonly PendingStatus[]> {
    const rows = await ledgerStep(() =>
      this.#statements.all<{ readonly id: number; readonly backoff: number; readonly body: string }>(
        STATUS_DUE,
        this.#clinic,
        now,
        limit,
      ),
    );
    return rows.map(({ id, backoff, body }) => ({ id, backoff, update: JSON.parse(body) as StatusUpdate }));
  }

  /** May be called again for the same id: the next one of its subject is then offered already. */
  async done(id: number): Promise<void> {
    await ledgerWrite('status done', () =>
      this.#statements.transaction(() => {
        const gone = this.#statements.first<{ readonly subject: string }>(STATUS_DELETE, id, this.#clinic);
        if (gone !== undefined) this.#statements.run(STATUS_OFFER_NEXT, this.#clinic, gone.subject);
      }),
    );
  }

  async postpone(id: number, dueAt: number): Promise<void> {
    await ledgerWrite('status postpone', () => this.#statements.run(STATUS_POSTPONE, dueAt, id, this.#clinic));
  }
}
