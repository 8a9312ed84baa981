// For the house that adapters work in, and for tests of the flows: ledger, cloud, staging, vault and their records. No
// adapter needs it, and it may change with any version.
export type * from './domain/cloud-patient.js';
export type { CaptureListing, OrderFilter } from './domain/order.js';
export * from './domain/patient-record.js';
export type * from './domain/practice.js';
export type { RxChoice, RxRecord, RxSubmission } from './domain/rx.js';
export { comparePatient, REVIEW_REASONS, reviewSentences, type ReviewReason } from './domain/review-reason.js';
export { isLegalRxTransition, RX_STATE_RULES } from './domain/rx-state.js';
export { isLegalScanTransition, SCAN_STATE_RULES } from './domain/scan-state.js';
export type {
  CaptureRecord,
  CaptureState,
  MatchCandidate,
  MatchReason,
  ScanRecord,
  ScanRevision,
  StagedScan,
  TakenBack,
} from './domain/scan.js';
export type { WorkProgress } from './domain/work-progress.js';
export { versionProblem } from './plugin/api-version.js';
export {
  answerOf,
  callName,
  missingCall,
  offered,
  PORT_CALLS,
  portsOf,
  type PortCall,
  type PortMethod,
} from './plugin/port-calls.js';
export * from './ports/ledger.js';
export type * from './ports/pairing-store.js';
export type * from './ports/scan-service.js';
export type * from './ports/scan-staging.js';
export type * from './ports/secret-vault.js';
export type * from './ports/sent-book.js';
export type * from './ports/filed-book.js';
export * from './steps/durable-step.js';
