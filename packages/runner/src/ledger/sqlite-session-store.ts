import type { AuditEntry } from '@chairside/core/house';
import type { Role } from '../access/operator.js';
import { AuditChain } from './audit-chain.js';
import { ledgerStep, ledgerWrite } from './ledger-failure.js';
import { SESSION_BEGIN, SESSION_END, SESSION_GET, SESSION_USED, SESSIONS_FORGET } from './queries/operator-queries.js';
import type { Statements } from './statements.js';

/** Somebody who is signed in. */
export interface StoredSession {
  readonly operator: string;
  /** As it is now, not as it was at the sign-in. */
  readonly role: Role;
  readonly startedAt: number;
  readonly usedAt: number;
}

interface SessionRow {
  readonly operator: string;
  readonly role: string;
  readonly started_at: number;
  readonly used_at: number;
}

/** Who is signed in, in the ledger: a command beside the service can end a session at once. */
export class SqliteSessionStore {
  readonly #statements: Statements;
  readonly #chain: AuditChain;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#chain = new AuditChain(statements);
  }

  /** Forgets, on this occasion, those that began before `forget`. */
  async begin(id: string, operator: string, forget: number, audit: AuditEntry): Promise<void> {
    await ledgerWrite('session begin', () =>
      this.#statements.transaction(() => {
        this.#statements.run(SESSIONS_FORGET, forget);
        this.#statements.run(SESSION_BEGIN, { id, operator, at: audit.at });
        this.#chain.append('', audit);
      }),
    );
  }

  async get(id: string): Promise<StoredSession | undefined> {
    const row = await ledgerStep(() => this.#statements.first<SessionRow>(SESSION_GET, id));
    return row && { operator: row.operator, role: row.role as Role, startedAt: row.started_at, usedAt: row.used_at };
  }

  async used(id: string, at: number): Promise<void> {
    await ledgerWrite('session used', () => this.#statements.run(SESSION_USED, { id, at }));
  }

  /** May be called for a session that has ended. */
  async end(id: string, audit?: AuditEntry): Promise<void> {
    await ledgerWrite('session end', () =>
      this.#statements.transaction(() => {
        if (this.#statements.run(SESSION_END, id) > 0 && audit !== undefined) this.#chain.append('', audit);
      }),
    );
  }
}
