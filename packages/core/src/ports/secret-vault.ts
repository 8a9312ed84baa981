/** Keeps tokens and passwords encrypted at rest. Names are not secret, values are. */
export interface SecretVault {
  /** The secret, or undefined when there is none. Throws VAULT_FAILED when the vault cannot be opened. */
  get(name: string): Promise<string | undefined>;
  /** Durable when it resolves; replaces what was there. Throws VAULT_UNWRITABLE where the disk does not take it now. */
  set(name: string, value: string): Promise<void>;
  /** May be called for a name that is not there. */
  delete(name: string): Promise<void>;
}
