import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClinicId, type Clock, type Logger } from '@chairside/core';
import type { ClinicLedger } from '@chairside/core/house';
import { SqliteLedger } from '../../dist/ledger/sqlite-ledger.js';
import { SystemClock } from '../../dist/log/system-clock.js';

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {}, with: () => SILENT };

export const CLINIC = ClinicId('main-street');

/** A ledger in a folder of its own, that can be closed and opened again. */
export class TempLedger {
  readonly folder: string;
  readonly clock: Clock = new SystemClock();
  #ledger: SqliteLedger | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<TempLedger> {
    const temp = new TempLedger(await mkdtemp(join(tmpdir(), 'chairside-ledger-')));
    await temp.open();
    return temp;
  }

  get file(): string {
    return join(this.folder, 'ledger.db');
  }

  get whole(): SqliteLedger {
    if (this.#ledger === undefined) throw new Error('The ledger is closed.');
    return this.#ledger;
  }

  get clinic(): ClinicLedger {
    return this.whole.clinic(CLINIC);
  }

  async open(): Promise<void> {
    this.#ledger = await this.another();
  }

  /** A second connection, as a command beside the service has. */
  async another(): Promise<SqliteLedger> {
    return await SqliteLedger.open(this.file, { clock: this.clock, logger: SILENT });
  }

  close(): void {
    this.#ledger?.close();
    this.#ledger = undefined;
  }

  async remove(): Promise<void> {
    this.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
