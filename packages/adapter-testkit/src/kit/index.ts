export { ContractBroken } from './broken.js';
export { Certificate, certify } from './certificate.js';
export type { ChartFile, PracticeHands, ScanWish } from './practice-hands.js';
export type { CheckedPart } from './check.js';
export type { CheckResult } from './run-check.js';
export { HARD_NAMES, hardPeople, samplePerson, type SamplePerson } from './sample-people.js';
export type { AdapterUnderTest } from './subject.js';
export * from './suites.js';
