import type { AuditEntry } from '@chairside/core/house';
import { AuditChain, type AuditHead, type AuditRow } from './audit-chain.js';
import { ledgerStep, ledgerWrite } from './ledger-failure.js';
import { AUDIT_AFTER, AUDIT_BEFORE } from './queries/audit-queries.js';
import type { Statements } from './statements.js';
import { verifyAudit, type AuditFinding } from './verify-audit.js';

/** As many rows are in memory at once. */
const PAGE = 1_000;

/** The audit log of the whole house: entries of every clinic, and those that concern none alone. */
export class SqliteAuditLog {
  readonly #statements: Statements;
  readonly #chain: AuditChain;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#chain = new AuditChain(statements);
  }

  /** Adds an entry of a clinic, or of none; durable when it resolves. */
  async append(entry: AuditEntry, clinic = ''): Promise<void> {
    await ledgerWrite('audit append', () => this.#statements.transaction(() => this.#chain.append(clinic, entry)));
  }

  /** All entries, oldest first. */
  *rows(): Generator<AuditRow> {
    // Somebody who writes past Chairside may choose any number.
    let after = Number.MIN_SAFE_INTEGER;
    for (;;) {
      const page = this.#statements.all<AuditRow>(AUDIT_AFTER, after, PAGE);
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)!.id;
    }
  }

  /** The entries with a smaller number, newest first. */
  async before(id: number, limit: number): Promise<readonly AuditRow[]> {
    return await ledgerStep(() => this.#statements.all<AuditRow>(AUDIT_BEFORE, id, limit));
  }

  async head(): Promise<AuditHead> {
    return await ledgerStep(() => this.#chain.head());
  }

  /** Whether every entry is as it was written; entries that come meanwhile do not disturb it. */
  async verify(noted?: AuditHead): Promise<AuditFinding> {
    return await ledgerStep(() => verifyAudit(this.rows(), this.#chain.lastGiven(), noted));
  }
}
