import type { AuditEntry } from '@chairside/core/house';
import type { Operator, Role } from '../access/operator.js';
import { AuditChain } from './audit-chain.js';
import { ledgerStep, ledgerWrite } from './ledger-failure.js';
import {
  OPERATOR_ADD,
  OPERATOR_GET,
  OPERATOR_LIST,
  OPERATOR_PASSWORD,
  OPERATOR_REMOVE,
  SESSIONS_END,
} from './queries/operator-queries.js';
import type { Statements } from './statements.js';

interface OperatorRow {
  readonly name: string;
  readonly role: string;
  readonly created_at: number;
  readonly password_set_at: number;
}

function operator({ name, role, created_at, password_set_at }: OperatorRow): Operator {
  return { name, role: role as Role, createdAt: created_at, passwordSetAt: password_set_at };
}

/** Who may sign in, in the ledger. Each change is stored together with its entry in the audit log. */
export class SqliteOperatorStore {
  readonly #statements: Statements;
  readonly #chain: AuditChain;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#chain = new AuditChain(statements);
  }

  async list(): Promise<readonly Operator[]> {
    const rows = await ledgerStep(() => this.#statements.all<OperatorRow>(OPERATOR_LIST));
    return rows.map(operator);
  }

  /** With the hash of the password. */
  async get(name: string): Promise<(Operator & { readonly password: string }) | undefined> {
    const row = await ledgerStep(() =>
      this.#statements.first<OperatorRow & { readonly password: string }>(OPERATOR_GET, name),
    );
    return row && { ...operator(row), password: row.password };
  }

  /** False, and no effect, where the name is known. */
  async add(name: string, role: Role, password: string, audit: AuditEntry): Promise<boolean> {
    return await this.#change(audit, () => this.#statements.run(OPERATOR_ADD, { name, role, password, at: audit.at }));
  }

  /** Ends the sessions that the old password began. False where the name is not known. */
  async setPassword(name: string, password: string, audit: AuditEntry): Promise<boolean> {
    return await this.#change(audit, () => {
      this.#statements.run(SESSIONS_END, name);
      return this.#statements.run(OPERATOR_PASSWORD, { name, password, at: audit.at });
    });
  }

  /** Ends their sessions as well. False where the name is not known. */
  async remove(name: string, audit: AuditEntry): Promise<boolean> {
    return await this.#change(audit, () => this.#statements.run(OPERATOR_REMOVE, name));
  }

  async #change(audit: AuditEntry, change: () => number): Promise<boolean> {
    return await ledgerWrite('operator change', () =>
      this.#statements.transaction(() => {
        if (change() === 0) return false;
        this.#chain.append('', audit);
        return true;
      }),
    );
  }
}
