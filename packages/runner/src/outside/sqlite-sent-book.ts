import { RxId, type ClinicId, type RxKey } from '@chairside/core';
import type { SentBook, SentNote } from '@chairside/core/house';
import { ledgerStep, ledgerWrite } from '../ledger/ledger-failure.js';
import type { Statements } from '../ledger/statements.js';

const LAST = 'SELECT at, digest, rx_id FROM sent WHERE clinic = ? AND key = ?';
const NOTE = `
  INSERT INTO sent (clinic, key, at, digest, rx_id) VALUES (@clinic, @key, @at, @digest, @rxId)
  ON CONFLICT (clinic, key) DO UPDATE SET at = excluded.at, digest = excluded.digest, rx_id = excluded.rx_id`;
const FORGET = 'DELETE FROM sent WHERE clinic = ? AND key = ?';

interface SentRow {
  readonly at: number;
  readonly digest: string;
  readonly rx_id: string | null;
}

/** The notes of one clinic. */
export class SqliteSentBook implements SentBook {
  readonly #clinic: ClinicId;
  readonly #statements: () => Promise<Statements>;
  readonly #isYounger: () => Promise<boolean>;

  /** `isYounger`: the ledger was put back from a copy that is older than the book. */
  constructor(clinic: ClinicId, statements: () => Promise<Statements>, isYounger: () => Promise<boolean>) {
    this.#clinic = clinic;
    this.#statements = statements;
    this.#isYounger = isYounger;
  }

  async last(key: RxKey): Promise<SentNote | 'unknown' | undefined> {
    const row = await ledgerStep(async () => (await this.#statements()).first<SentRow>(LAST, this.#clinic, key));
    if (row === undefined) return (await this.#isYounger()) ? 'unknown' : undefined;
    const { at, digest, rx_id: rxId } = row;
    return { at, digest, ...(rxId === null ? {} : { rxId: RxId(rxId) }) };
  }

  async note(key: RxKey, { at, digest, rxId }: SentNote): Promise<void> {
    const row = { clinic: this.#clinic, key, at, digest, rxId: rxId ?? null };
    await ledgerWrite('sent note', async () => (await this.#statements()).run(NOTE, row));
  }

  async forget(key: RxKey): Promise<void> {
    await ledgerWrite('sent forget', async () => (await this.#statements()).run(FORGET, this.#clinic, key));
  }
}
