import type { VaultKey } from './vault-key.js';

/** What is used of an entry of the operating system's keyring. */
export interface KeyringEntry {
  getPassword(): Promise<string | null | undefined>;
  setPassword(password: string): Promise<unknown>;
}

const SERVICE = 'Chairside';

/** Loaded only where it is asked for: it needs a native part and a session of the desktop or the system. */
async function systemEntry(account: string): Promise<KeyringEntry> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(SERVICE, account);
}

/**
 * The key in the keyring of the operating system, one entry for each data folder. The keyring holds the key and not the
 * secrets, since some keyrings take no more than 2,560 bytes.
 */
export class KeyringKey implements VaultKey {
  readonly #account: string;
  readonly #open: (account: string) => Promise<KeyringEntry>;

  constructor(dataDir: string, open: (account: string) => Promise<KeyringEntry> = systemEntry) {
    this.#account = `vault key of ${dataDir}`;
    this.#open = open;
  }

  async read(): Promise<Buffer | undefined> {
    const text = await (await this.#open(this.#account)).getPassword();
    return typeof text === 'string' ? Buffer.from(text, 'base64') : undefined;
  }

  async keep(key: Buffer): Promise<void> {
    await (await this.#open(this.#account)).setPassword(key.toString('base64'));
  }
}
