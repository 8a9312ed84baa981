import type { ClinicId, OrderId } from '@chairside/core';
import type { FiledBook, FiledNote, FiledNotes } from '@chairside/core/house';
import { ledgerStep, ledgerWrite } from '../ledger/ledger-failure.js';
import type { Statements } from '../ledger/statements.js';

const FILED = 'SELECT revision, digest FROM filed WHERE clinic = ? AND order_id = ? ORDER BY revision';
const TAKEN_BACK = 'SELECT 1 FROM taken_back WHERE clinic = ? AND order_id = ?';
const FILE = `
  INSERT INTO filed (clinic, order_id, revision, digest) VALUES (@clinic, @orderId, @revision, @digest)
  ON CONFLICT (clinic, order_id, revision) DO UPDATE SET digest = excluded.digest`;
const TAKE_BACK = 'INSERT INTO taken_back (clinic, order_id) VALUES (?, ?) ON CONFLICT DO NOTHING';
const PUT_BACK = 'DELETE FROM taken_back WHERE clinic = ? AND order_id = ?';

/** The notes of one clinic. */
export class SqliteFiledBook implements FiledBook {
  readonly #clinic: ClinicId;
  readonly #statements: () => Promise<Statements>;

  constructor(clinic: ClinicId, statements: () => Promise<Statements>) {
    this.#clinic = clinic;
    this.#statements = statements;
  }

  async notes(orderId: OrderId): Promise<FiledNotes> {
    return await ledgerStep(async () => {
      const statements = await this.#statements();
      const filed = statements.all<FiledNote>(FILED, this.#clinic, orderId);
      return { filed, takenBack: statements.first(TAKEN_BACK, this.#clinic, orderId) !== undefined };
    });
  }

  async filed(orderId: OrderId, { revision, digest }: FiledNote): Promise<void> {
    await ledgerWrite('filed note', async () => {
      const statements = await this.#statements();
      statements.transaction(() => {
        statements.run(FILE, { clinic: this.#clinic, orderId, revision, digest });
        statements.run(PUT_BACK, this.#clinic, orderId);
      });
    });
  }

  async takenBack(orderId: OrderId): Promise<void> {
    await ledgerWrite('taken back note', async () => (await this.#statements()).run(TAKE_BACK, this.#clinic, orderId));
  }
}
