import { createHash } from 'node:crypto';
import type { AuditEntry } from '@chairside/core/house';
import { AUDIT_GIVEN, AUDIT_INSERT, AUDIT_LAST } from './queries/audit-queries.js';
import type { Statements } from './statements.js';

/** An entry of the audit log as it is stored. */
export interface AuditRow {
  /** 1, 2 …, without a gap. */
  readonly id: number;
  /** Empty for what concerns no clinic alone. */
  readonly clinic: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string | null;
  /** SHA-256 of this row and of the hash of the one before it, in hexadecimal digits. */
  readonly hash: string;
}

/** The last entry of the audit log: who knows it can tell later whether anything up to it was changed. */
export interface AuditHead {
  /** 0 where there is no entry yet. */
  readonly id: number;
  readonly hash: string;
}

/** What the first entry follows. */
export const CHAIN_START = '0'.repeat(64);

/** What a row's hash has to be. */
export function auditHash(previous: string, row: Omit<AuditRow, 'hash'>): string {
  const { id, clinic, at, actor, action, subject, detail } = row;
  // A JSON list says where each part ends, so no text can pass for two others.
  const content = JSON.stringify([previous, id, clinic, at, actor, action, subject, detail]);
  return createHash('sha256').update(content).digest('hex');
}

/** Adds entries to the audit log, each bound to the one before it. One chain holds the entries of all clinics. */
export class AuditChain {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** To be called within a transaction that holds the write lock: nobody else may add an entry in between. */
  append(clinic: string, { at, actor, action, subject, detail }: AuditEntry): void {
    // A number is never given twice: where the last rows were cut off, the gap stays.
    const row = { id: this.lastGiven() + 1, clinic, at, actor, action, subject, detail: detail ?? null };
    this.#statements.run(AUDIT_INSERT, { ...row, hash: auditHash(this.head().hash, row) });
  }

  head(): AuditHead {
    return this.#statements.first<AuditHead>(AUDIT_LAST) ?? { id: 0, hash: CHAIN_START };
  }

  /** The number that was given last; higher than that of the last row where rows were cut off. */
  lastGiven(): number {
    return this.#statements.first<{ readonly given: number }>(AUDIT_GIVEN)?.given ?? 0;
  }
}
