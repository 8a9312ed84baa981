import type { RxId, RxKey } from '../domain/ids.js';

/** That an RX was sent. */
export interface SentNote {
  /** When, milliseconds since 1970: `sentAt` of its record. */
  readonly at: number;
  /** `sentDigest` of its record. */
  readonly digest: string;
  /** Once the answer is known. */
  readonly rxId?: RxId | undefined;
}

/**
 * What is on the scanner through a clinic, kept apart from the ledger: one that was put back from an older copy does not
 * know what was sent since, and must not send it a second time. Holds no patient data. Every call resolves only when
 * its effect is durable, and throws LEDGER_FAILED where it cannot be.
 */
export interface SentBook {
  /**
   * The last note of a key, whatever its generation. `unknown`: the ledger is older than the book, so that nobody can
   * say what was sent.
   */
  last(key: RxKey): Promise<SentNote | 'unknown' | undefined>;
  /** Replaces the note of the key. */
  note(key: RxKey, note: SentNote): Promise<void>;
  /** It is surely not on the scanner. May be called for what was never noted. */
  forget(key: RxKey): Promise<void>;
}
