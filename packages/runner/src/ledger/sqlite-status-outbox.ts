import type { ClinicId, Problem, StatusUpdate } from '@chairside/core';
import type { PendingStatus, StatusOutbox } from '@chairside/core/house';
import { ledgerStep, ledgerWrite } from './ledger-failure.js';
import {
  STATUS_CUT_OFF,
  STATUS_DELETE,
  STATUS_DUE,
  STATUS_GET,
  STATUS_HELD,
  STATUS_HOLD,
  STATUS_OFFER_AGAIN,
  STATUS_OFFER_NEXT,
  STATUS_POSTPONE,
} from './queries/status-queries.js';
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
    const rows = await ledgerStep(() => this.#statements.all<StatusRow>(STATUS_DUE, this.#clinic, now, limit));
    return rows.map(pendingStatus);
  }

  async held(limit: number): Promise<readonly PendingStatus[]> {
    const rows = await ledgerStep(() => this.#statements.all<StatusRow>(STATUS_HELD, this.#clinic, limit));
    return rows.map(pendingStatus);
  }

  async get(id: number): Promise<PendingStatus | undefined> {
    const row = await ledgerStep(() => this.#statements.first<StatusRow>(STATUS_GET, id, this.#clinic));
    return row && pendingStatus(row);
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

  async postpone(id: number, dueAt: number, problem: Problem): Promise<void> {
    const stored = JSON.stringify(problem);
    await ledgerWrite('status postpone', () => this.#statements.run(STATUS_POSTPONE, dueAt, stored, id, this.#clinic));
  }

  async cutOff(id: number, interrupted: number, problem: Problem | undefined): Promise<void> {
    await ledgerWrite('status cut off', () => {
      if (problem === undefined) this.#statements.run(STATUS_CUT_OFF, interrupted, id, this.#clinic);
      else this.#statements.run(STATUS_HOLD, interrupted, JSON.stringify(problem), id, this.#clinic);
    });
  }

  async offerAgain(id: number, now: number): Promise<void> {
    await ledgerWrite('status offer again', () => this.#statements.run(STATUS_OFFER_AGAIN, now, id, this.#clinic));
  }
}

interface StatusRow {
  readonly id: number;
  readonly backoff: number;
  readonly interrupted: number;
  readonly due_at: number | null;
  readonly problem: string | null;
  readonly body: string;
}

function pendingStatus({ id, backoff, interrupted, due_at: dueAt, problem, body }: StatusRow): PendingStatus {
  return {
    id,
    backoff,
    interrupted,
    update: JSON.parse(body) as StatusUpdate,
    ...(dueAt === null ? {} : { dueAt }),
    ...(problem === null ? {} : { problem: JSON.parse(problem) as Problem }),
  };
}
