/**
 * The suites that check an adapter against the contracts of its ports, and what they need.
 *
 * @module @chairside/adapter-testkit
 */

export { ContractBroken } from './broken.js';
export { Certificate, certify } from './certificate.js';
export type { ChartFile, PracticeHands, ScanWish } from './practice-hands.js';
export type { CheckedPart } from './check.js';
export type { CheckResult } from './run-check.js';
export { HARD_NAMES, hardPeople, samplePerson, type SamplePerson } from './sample-people.js';
export type { AdapterUnderTest } from './subject.js';
export * as ledgerRecords from './ledger/ledger-records.js';
export { ledgerSuite } from './ledger/ledger-suite.js';
export type { LedgerHouse } from './ledger/ledger-tests.js';
export * from './suites.js';
export type { TestRunner } from './test-runner.js';
