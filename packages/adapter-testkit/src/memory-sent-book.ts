import type { RxKey } from '@chairside/core';
import type { SentBook, SentNote } from '@chairside/core/house';

/** What was sent, in memory. */
export class MemorySentBook implements SentBook {
  readonly notes = new Map<RxKey, SentNote | 'unknown'>();

  async last(key: RxKey): Promise<SentNote | 'unknown' | undefined> {
    return this.notes.get(key);
  }

  async note(key: RxKey, note: SentNote): Promise<void> {
    this.notes.set(key, note);
  }

  async forget(key: RxKey): Promise<void> {
    this.notes.delete(key);
  }
}
