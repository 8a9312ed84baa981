/** Bytes of a vault's key (AES-256). */
export const KEY_BYTES = 32;

/** Where the key of a vault is kept. */
export interface VaultKey {
  /** The key, or undefined where none was made yet. Throws where it cannot be read. */
  read(): Promise<Buffer | undefined>;
  /** Keeps a new key; called only where there is none. Durable when it resolves. */
  keep(key: Buffer): Promise<void>;
}
