import type { ClinicId } from '../domain/ids.js';

/** What is known of a clinic's pairing; tokens are in the vault, never here. */
export interface PairingRecord {
  readonly clinic: ClinicId;
  readonly companyId: number;
  readonly companyName: string;
  readonly status: 'paired' | 'ended' | 'unpaired';
  /** Milliseconds since 1970. */
  readonly pairedAt: number;
  /** The first pairing with this company: the default of `scans.since`. */
  readonly firstPairedAt: number;
  /** Warnings of the pairing call, as text. */
  readonly warnings: readonly string[];
  /** `webhook.publicUrl` as it was when iTero was given an address below it to call; undefined: it was given none. */
  readonly webhook?: string | undefined;
  /** Addresses from Discovery by version, the last good ones. */
  readonly bases: Readonly<Record<string, string>>;
}

/** A login that was begun: its `state` is good for one redirect within 10 minutes. */
export interface LoginRecord {
  readonly state: string;
  readonly clinic: ClinicId;
  readonly startedAt: number;
  readonly status: 'open' | 'taken' | 'arrived' | 'failed';
  readonly error?: string | undefined;
}

/** Pairings and logins, shared by the service and the commands beside it. */
export interface PairingStore {
  get(clinic: ClinicId): Promise<PairingRecord | undefined>;
  list(): Promise<readonly PairingRecord[]>;
  save(record: PairingRecord): Promise<void>;
  beginLogin(login: LoginRecord): Promise<void>;
  /** Takes an open login begun at or after `notBefore`; undefined when unknown, older or already taken. Atomic. */
  takeLogin(state: string, notBefore: number): Promise<LoginRecord | undefined>;
  endLogin(state: string, status: 'arrived' | 'failed', error?: string): Promise<void>;
  login(state: string): Promise<LoginRecord | undefined>;
  /** Holds an exclusive lock for the whole machine while `work` runs; it ends with the process. */
  withLock<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}
