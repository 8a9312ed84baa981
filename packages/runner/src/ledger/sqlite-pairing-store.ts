import { ClinicId, type Clock } from '@chairside/core';
import type { LoginRecord, PairingRecord, PairingStore } from '@chairside/core/house';
import { withProcessLock } from '../lock/process-lock.js';
import { ledgerStep, ledgerWrite } from './ledger-failure.js';
import {
  LOGIN_BEGIN,
  LOGIN_END,
  LOGIN_FORGET,
  LOGIN_GET,
  LOGIN_TAKE,
  PAIRING_GET,
  PAIRING_LIST,
  PAIRING_SAVE,
} from './queries/pairing-queries.js';
import type { Statements } from './statements.js';

/** Logins are kept this long after they began; they are good for 10 minutes. */
const LOGIN_KEPT_MS = 24 * 3_600_000;

interface PairingRow {
  readonly body: string;
}

interface LoginRow {
  readonly state: string;
  readonly clinic: string;
  readonly started_at: number;
  readonly status: LoginRecord['status'];
  readonly error: string | null;
}

function loginRecord({ state, clinic, started_at, status, error }: LoginRow): LoginRecord {
  return { state, clinic: ClinicId(clinic), startedAt: started_at, status, ...(error === null ? {} : { error }) };
}

/** Pairings and logins in the ledger; locks beside it. */
export class SqlitePairingStore implements PairingStore {
  readonly #statements: Statements;
  readonly #locks: string;
  readonly #clock: Clock;

  constructor(statements: Statements, locks: string, clock: Clock) {
    this.#statements = statements;
    this.#locks = locks;
    this.#clock = clock;
  }

  async get(clinic: ClinicId): Promise<PairingRecord | undefined> {
    const row = await ledgerStep(() => this.#statements.first<PairingRow>(PAIRING_GET, clinic));
    return row && (JSON.parse(row.body) as PairingRecord);
  }

  async list(): Promise<readonly PairingRecord[]> {
    const rows = await ledgerStep(() => this.#statements.all<PairingRow>(PAIRING_LIST));
    return rows.map(({ body }) => JSON.parse(body) as PairingRecord);
  }

  async save(record: PairingRecord): Promise<void> {
    await ledgerWrite('pairing save', () => this.#statements.run(PAIRING_SAVE, record.clinic, JSON.stringify(record)));
  }

  async beginLogin(login: LoginRecord): Promise<void> {
    await ledgerWrite('login begin', () =>
      this.#statements.transaction(() => {
        this.#statements.run(LOGIN_FORGET, login.startedAt - LOGIN_KEPT_MS);
        this.#statements.run(LOGIN_BEGIN, { ...login, error: login.error ?? null });
      }),
    );
  }

  async takeLogin(state: string, notBefore: number): Promise<LoginRecord | undefined> {
    const row = await ledgerWrite('login take', () => this.#statements.first<LoginRow>(LOGIN_TAKE, state, notBefore));
    return row && loginRecord(row);
  }

  async endLogin(state: string, status: 'arrived' | 'failed', error?: string): Promise<void> {
    await ledgerWrite('login end', () => this.#statements.run(LOGIN_END, status, error ?? null, state));
  }

  async login(state: string): Promise<LoginRecord | undefined> {
    const row = await ledgerStep(() => this.#statements.first<LoginRow>(LOGIN_GET, state));
    return row && loginRecord(row);
  }

  async withLock<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return await withProcessLock(this.#locks, name, this.#clock, signal, work);
  }
}
