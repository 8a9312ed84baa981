import {
  Captures,
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
  TakeBack,
  TakeNotification,
  TellStatus,
  WatchPractice,
  WorkRx,
  WorkScans,
} from '@chairside/core/flow';
import { ContainerModule } from 'inversify';
import { CLINIC, FLOW, HOUSE } from './tokens.js';

/** Wires the flows of one clinic from its ports. */
export function flowModule(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CLINIC.retry).toResolvedValue((policy) => new Retry(policy.retry), [CLINIC.policy]);
    bind(FLOW.readTrigger).toResolvedValue(
      ({ rxTrigger }, ledger, policy, clock) => rxTrigger && new ReadTrigger(rxTrigger, ledger, policy, clock),
      [CLINIC.adapter, CLINIC.ledger, CLINIC.policy, HOUSE.clock],
    );
    bind(FLOW.prepareRx).toResolvedValue(
      (adapter, policy) => new PrepareRx(adapter.patients, policy),
      [CLINIC.adapter, CLINIC.policy],
    );
    bind(FLOW.workRx).toResolvedValue(
      (service, prepare, readTrigger, ledger, book, policy, retry, clock, logger) =>
        new WorkRx(service, prepare, readTrigger?.book, ledger, book, policy, retry, clock, logger),
      [
        CLINIC.service,
        FLOW.prepareRx,
        FLOW.readTrigger,
        CLINIC.ledger,
        CLINIC.sentBook,
        CLINIC.policy,
        CLINIC.retry,
        HOUSE.clock,
        CLINIC.logger,
      ],
    );
    bind(FLOW.watchPractice).toResolvedValue(
      (service, ledger, policy, clock, logger) => new WatchPractice(service, ledger, policy, clock, logger),
      [CLINIC.service, CLINIC.ledger, CLINIC.policy, HOUSE.clock, CLINIC.logger],
    );
    bind(FLOW.pollOrders).toResolvedValue(
      (service, ledger, policy, clock, logger) => new PollOrders(service, ledger, policy, clock, logger),
      [CLINIC.service, CLINIC.ledger, CLINIC.policy, HOUSE.clock, CLINIC.logger],
    );
    bind(FLOW.matchScan).toResolvedValue(
      (adapter, ledger, clock) => new MatchScan(adapter.patients, ledger, clock),
      [CLINIC.adapter, CLINIC.ledger, HOUSE.clock],
    );
    bind(FLOW.judgeScan).toResolvedValue(
      (match, ledger, book, clock) => new JudgeScan(match, ledger, book, clock),
      [FLOW.matchScan, CLINIC.ledger, CLINIC.filedBook, HOUSE.clock],
    );
    bind(FLOW.matchAgain).toResolvedValue(
      (judge, ledger, clock, logger) => new MatchAgain(judge, ledger, clock, logger),
      [FLOW.judgeScan, CLINIC.ledger, HOUSE.clock, CLINIC.logger],
    );
    bind(FLOW.fetchScan).toResolvedValue(
      (service, staging, policy, clock, progress) => new FetchScan(service, staging, policy, clock, progress),
      [CLINIC.service, CLINIC.staging, CLINIC.policy, HOUSE.clock, HOUSE.progress],
    );
    bind(FLOW.fileScan).toResolvedValue(
      ({ sink }, staging, ledger, book, clock, logger) =>
        sink && new FileScan(sink, staging, ledger, book, clock, logger),
      [CLINIC.adapter, CLINIC.staging, CLINIC.ledger, CLINIC.filedBook, HOUSE.clock, CLINIC.logger],
    );
    bind(FLOW.takeBack).toResolvedValue(
      ({ sink }, ledger, book, retry, clock, logger) => sink && new TakeBack(sink, ledger, book, retry, clock, logger),
      [CLINIC.adapter, CLINIC.ledger, CLINIC.filedBook, CLINIC.retry, HOUSE.clock, CLINIC.logger],
    );
    bind(FLOW.workScans).toResolvedValue(
      (judge, fetch, file, takeBack, ledger, retry, clock, logger) =>
        file && takeBack && new WorkScans(judge, fetch, file, takeBack, ledger, retry, clock, logger),
      [
        FLOW.judgeScan,
        FLOW.fetchScan,
        FLOW.fileScan,
        FLOW.takeBack,
        CLINIC.ledger,
        CLINIC.retry,
        HOUSE.clock,
        CLINIC.logger,
      ],
    );
    bind(FLOW.captures).toResolvedValue(
      (service, staging, { sink }, ledger, policy, retry, clock, logger) =>
        sink && policy.scans.assets.includes('captures')
          ? new Captures(service, staging, sink, ledger, retry, clock, logger)
          : undefined,
      [
        CLINIC.service,
        CLINIC.staging,
        CLINIC.adapter,
        CLINIC.ledger,
        CLINIC.policy,
        CLINIC.retry,
        HOUSE.clock,
        CLINIC.logger,
      ],
    );
    bind(FLOW.pushPatients).toResolvedValue(
      (service, { patients }, ledger, policy, retry, clock, logger) =>
        policy.patients.pushUpdates
          ? new PushPatients(service, patients, ledger, policy, retry, clock, logger)
          : undefined,
      [CLINIC.service, CLINIC.adapter, CLINIC.ledger, CLINIC.policy, CLINIC.retry, HOUSE.clock, CLINIC.logger],
    );
    bind(FLOW.tellStatus).toResolvedValue(
      ({ status }, ledger, retry, clock, logger) => new TellStatus(status, ledger, retry, clock, logger),
      [CLINIC.adapter, CLINIC.ledger, CLINIC.retry, HOUSE.clock, CLINIC.logger],
    );
    bind(FLOW.recover).toResolvedValue(
      (ledger, policy, clock, logger) => new Recover(ledger, policy, clock, logger),
      [CLINIC.ledger, CLINIC.policy, HOUSE.clock, CLINIC.logger],
    );
    bind(FLOW.takeNotification).toResolvedValue(
      (ledger, clock) => new TakeNotification(ledger, clock),
      [CLINIC.ledger, HOUSE.clock],
    );
  });
}
