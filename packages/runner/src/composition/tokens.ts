import type { AdapterPorts, ClinicId, Clock, Logger } from '@chairside/core';
import type {
  ClinicLedger,
  FiledBook,
  PairingStore,
  ScanService,
  ScanStaging,
  SecretVault,
  SentBook,
} from '@chairside/core/house';
import type {
  Captures,
  ClinicPolicy,
  FetchScan,
  FileScan,
  JudgeScan,
  MatchAgain,
  MatchScan,
  PollOrders,
  PrepareRx,
  PushPatients,
  ReadTrigger,
  Recover,
  Retry,
  ScanProgress,
  TakeBack,
  TakeNotification,
  TellStatus,
  WatchPractice,
  WorkRx,
  WorkScans,
} from '@chairside/core/flow';
import type { IteroDeps, IteroPairing } from '@chairside/core/itero';
import type { NetworkAgents } from '../network/agents.js';
import { token } from './token.js';

/** Known to the whole house. */
export const HOUSE = {
  clock: token<Clock>('clock'),
  logger: token<Logger>('logger'),
  vault: token<SecretVault>('vault'),
  /** What of the ledger belongs to no clinic. */
  ledger: token<ClinicLedger>('ledger'),
  pairings: token<PairingStore>('pairings'),
  iteroDeps: token<IteroDeps>('itero-deps'),
  pairing: token<IteroPairing>('itero-pairing'),
  network: token<NetworkAgents>('network'),
  progress: token<ScanProgress>('progress'),
} as const;

/** Known within one clinic. Bound in its own container: a singleton of the house would keep the first clinic's. */
export const CLINIC = {
  id: token<ClinicId>('clinic/id'),
  /** Aborted when what is under way is to be cut off. */
  signal: token<AbortSignal>('clinic/signal'),
  policy: token<ClinicPolicy>('clinic/policy'),
  logger: token<Logger>('clinic/logger'),
  ledger: token<ClinicLedger>('clinic/ledger'),
  filedBook: token<FiledBook>('clinic/filed-book'),
  sentBook: token<SentBook>('clinic/sent-book'),
  service: token<ScanService>('clinic/scan-service'),
  staging: token<ScanStaging>('clinic/staging'),
  adapter: token<AdapterPorts>('clinic/adapter'),
  retry: token<Retry>('clinic/retry'),
} as const;

/** The flows of one clinic; undefined where the adapter lacks the port that a flow needs, or the clinic does not want it. */
export const FLOW = {
  readTrigger: token<ReadTrigger | undefined>('flow/read-trigger'),
  prepareRx: token<PrepareRx>('flow/prepare-rx'),
  workRx: token<WorkRx>('flow/work-rx'),
  watchPractice: token<WatchPractice>('flow/watch-practice'),
  pollOrders: token<PollOrders>('flow/poll-orders'),
  matchScan: token<MatchScan>('flow/match-scan'),
  judgeScan: token<JudgeScan>('flow/judge-scan'),
  matchAgain: token<MatchAgain>('flow/match-again'),
  fetchScan: token<FetchScan>('flow/fetch-scan'),
  fileScan: token<FileScan | undefined>('flow/file-scan'),
  takeBack: token<TakeBack | undefined>('flow/take-back'),
  workScans: token<WorkScans | undefined>('flow/work-scans'),
  captures: token<Captures | undefined>('flow/captures'),
  pushPatients: token<PushPatients | undefined>('flow/push-patients'),
  tellStatus: token<TellStatus>('flow/tell-status'),
  recover: token<Recover>('flow/recover'),
  takeNotification: token<TakeNotification>('flow/take-notification'),
} as const;
