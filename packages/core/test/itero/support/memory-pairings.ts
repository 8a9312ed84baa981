import { ChairsideError, type ClinicId } from '@chairside/core';
import type { LoginRecord, PairingRecord, PairingStore } from '@chairside/core/house';

/** A pairing store in memory; its lock is exclusive between all who share the store. */
export class MemoryPairings implements PairingStore {
  readonly records = new Map<ClinicId, PairingRecord>();
  readonly logins = new Map<string, LoginRecord>();
  readonly #locks = new Map<string, Promise<unknown>>();

  async get(clinic: ClinicId): Promise<PairingRecord | undefined> {
    return this.records.get(clinic);
  }

  async list(): Promise<readonly PairingRecord[]> {
    return [...this.records.values()];
  }

  async save(record: PairingRecord): Promise<void> {
    this.records.set(record.clinic, record);
  }

  async beginLogin(login: LoginRecord): Promise<void> {
    this.logins.set(login.state, login);
  }

  async takeLogin(state: string, notBefore: number): Promise<LoginRecord | undefined> {
    const login = this.logins.get(state);
    if (login?.status !== 'open' || login.startedAt < notBefore) return undefined;
    const taken = { ...login, status: 'taken' as const };
    this.logins.set(state, taken);
    return taken;
  }

  async endLogin(state: string, status: 'arrived' | 'failed', error?: string): Promise<void> {
    const login = this.logins.get(state);
    if (login !== undefined) this.logins.set(state, { ...login, status, error });
  }

  async login(state: string): Promise<LoginRecord | undefined> {
    return this.logins.get(state);
  }

  async withLock<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(name) ?? Promise.resolve();
    const mine = before.then(() => {
      if (signal.aborted) throw new ChairsideError('STOPPED');
      return work();
    });
    this.#locks.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  }
}
