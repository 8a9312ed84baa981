import type { SecretVault } from '@chairside/core/house';

/** A vault in memory that two instances of the code under test can share. */
export class MemoryVault implements SecretVault {
  readonly secrets = new Map<string, string>();

  async get(name: string): Promise<string | undefined> {
    return this.secrets.get(name);
  }

  async set(name: string, value: string): Promise<void> {
    this.secrets.set(name, value);
  }

  async delete(name: string): Promise<void> {
    this.secrets.delete(name);
  }
}
