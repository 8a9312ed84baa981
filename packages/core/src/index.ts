/**
 * The adapter API: all that an adapter needs of ours, together with `@chairside/core/files`. What stands here changes by
 * the rules of docs/adapter-api-changes.md; what only the house needs stands in house.ts.
 *
 * @module @chairside/core
 */

// Declaring an adapter, and what it is given.
export {
  ADAPTER_API_VERSION,
  defineAdapter,
  type AdapterDescriptor,
  type AdapterPorts,
  type ApiVersion,
  type Finding,
} from './plugin/adapter.js';
export type { AdapterHost, AdapterNetwork, RxRules } from './plugin/adapter-host.js';
export type { Clock } from './ports/clock.js';
export type { LogFields, Logger } from './ports/logger.js';

// The ports that it may offer.
export type { RxChange, RxConfirmation, RxOutcome, RxReading, RxTrigger } from './ports/rx-trigger.js';
export type { ChangedPatients, PatientCandidate, PatientSearch, PatientSource } from './ports/patient-source.js';
export type { Holding, ScanDelivery, ScanSink } from './ports/scan-sink.js';
export type { RxStatus, ScanStatus, StatusSink, StatusUpdate } from './ports/status-sink.js';
export type { Directory, DirectoryEntry } from './ports/directory.js';

// What the ports speak of.
export { ClinicId, OrderId, PatientRef, RxId, RxKey } from './domain/ids.js';
export type { WantedRx } from './domain/rx.js';
export { RX_STATES, type RxState } from './domain/rx-state.js';
export type { Gender, Patient, PatientName, ScannedPatient } from './domain/patient.js';
export {
  ASSET_KINDS,
  ORDER_STAGES,
  type AssetKind,
  type OrderStage,
  type Prep,
  type ScanOrder,
} from './domain/order.js';
export type { FileMedia, LeftFile, PlacedFile, Receipt, StagedArchive, StagedFile } from './domain/scan.js';
export { SCAN_STATES, type ScanState } from './domain/scan-state.js';
export { PROCEDURE_MODES, type ProcedureMode, type ProcedureRule } from './domain/procedure-rule.js';
export type { Problem } from './domain/problem.js';

// What all adapters decide alike.
export { judgePatients } from './ports/judge-patients.js';
export { sameChartNumber, sameName } from './domain/patient.js';
export { procedureRule } from './domain/procedure-rule.js';
export { contentDigest } from './domain/digest.js';

// The errors that ports throw.
export { ChairsideError, type ChairsideErrorOptions } from './errors/chairside-error.js';
export { ERROR_CODES, type ChairsideErrorCode } from './errors/codes.js';
export { ERROR_CLASSES, type ErrorClass } from './errors/error-class.js';
export { Phi } from './errors/phi.js';
export type { LoggableText, PatientText, PlainText, Sentence } from './errors/plain-text.js';
