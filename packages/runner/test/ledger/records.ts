import { ledgerRecords } from '@chairside/adapter-testkit';

/** Records as the ledger's suite makes them, of the clinic of a TempLedger. */
export const { patient, rx, scan } = ledgerRecords;
