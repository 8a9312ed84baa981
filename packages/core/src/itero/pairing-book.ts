import { ChairsideError } from '../errors/chairside-error.js';
import type { ClinicId } from '../domain/ids.js';
import type { PairingRecord, PairingStore } from '../ports/pairing-store.js';
import type { SecretVault } from '../ports/secret-vault.js';
import { storedTokens, type TokenSet } from './token-set.js';

/**
 * One clinic's pairing as it is stored: the record in the pairing store, the tokens in the vault. Read anew each time,
 * since a command beside the service may have changed it.
 */
export class PairingBook {
  readonly clinic: ClinicId;
  readonly #store: PairingStore;
  readonly #vault: SecretVault;

  constructor(clinic: ClinicId, store: PairingStore, vault: SecretVault) {
    this.clinic = clinic;
    this.#store = store;
    this.#vault = vault;
  }

  /** Holds the clinic's lock, for the whole machine, while `work` runs. Nothing here is written without it. */
  locked<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.#store.withLock(`refresh/${this.clinic}`, signal, work);
  }

  record(): Promise<PairingRecord | undefined> {
    return this.#store.get(this.clinic);
  }

  /** The record of a valid pairing. Throws NOT_PAIRED or PAIRING_ENDED. */
  async paired(): Promise<PairingRecord> {
    const record = await this.record();
    if (record?.status === 'ended') throw new ChairsideError('PAIRING_ENDED');
    if (record?.status !== 'paired') throw new ChairsideError('NOT_PAIRED');
    return record;
  }

  /** Changes the record, where there is one. */
  async change(change: Partial<PairingRecord>): Promise<void> {
    const record = await this.record();
    if (record !== undefined) await this.#store.save({ ...record, ...change });
  }

  save(record: PairingRecord): Promise<void> {
    return this.#store.save(record);
  }

  tokens(): Promise<TokenSet | undefined> {
    return this.#read('tokens');
  }

  saveTokens(tokens: TokenSet): Promise<void> {
    return this.#vault.set(this.#name('tokens'), JSON.stringify(tokens));
  }

  /** The tokens of a login that is not yet a pairing. */
  pending(): Promise<TokenSet | undefined> {
    return this.#read('pending');
  }

  savePending(tokens: TokenSet): Promise<void> {
    return this.#vault.set(this.#name('pending'), JSON.stringify(tokens));
  }

  dropPending(): Promise<void> {
    return this.#vault.delete(this.#name('pending'));
  }

  async dropTokens(): Promise<void> {
    await this.#vault.delete(this.#name('tokens'));
    await this.dropPending();
  }

  async #read(name: string): Promise<TokenSet | undefined> {
    const json = await this.#vault.get(this.#name(name));
    return json === undefined ? undefined : storedTokens(json);
  }

  #name(name: string): string {
    return `itero/${this.clinic}/${name}`;
  }
}
