import type { ClinicId } from '@chairside/core';
import type { ClinicLedger } from '@chairside/core/house';
import type { TestRunner } from '../test-runner.js';

/** A ledger of a whole house, empty when it is first opened. */
export interface LedgerHouse {
  /** The ledger of one clinic; the same one at each call. */
  clinic(id: ClinicId): ClinicLedger;
  /** The same ledger once more, as another process has it. */
  another(): Promise<LedgerHouse>;
  /** Ends this way to the ledger; what was committed stays for the others. */
  close(): Promise<void> | void;
}

/** What a group of tests is written with. */
export interface LedgerStage {
  readonly it: TestRunner['it'];
  /** The ledger of one clinic of a house of its own. */
  ledger(): ClinicLedger;
  house(): LedgerHouse;
}

export type LedgerTests = (stage: LedgerStage) => void;
