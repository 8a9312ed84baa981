import type { Directory, DirectoryEntry } from '@chairside/core';

/** The lists of a practice, as they were given. */
export class MemoryDirectory implements Directory {
  readonly #providers: readonly DirectoryEntry[];
  readonly #procedures: readonly DirectoryEntry[];

  constructor(providers: readonly DirectoryEntry[] = [], procedures: readonly DirectoryEntry[] = []) {
    this.#providers = providers;
    this.#procedures = procedures;
  }

  async providers(_signal: AbortSignal): Promise<readonly DirectoryEntry[]> {
    return this.#providers;
  }

  async procedures(_signal: AbortSignal): Promise<readonly DirectoryEntry[]> {
    return this.#procedures;
  }
}
