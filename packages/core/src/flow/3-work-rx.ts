import type { RxRecord } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanService } from '../ports/scan-service.js';
import type { PrepareRx } from './2-prepare-rx.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { problemOf, type Retry } from './retry.js';
import { RxWriter, type RxPatch } from './rx-writer.js';

const BATCH = 50;

/** Ledger -> scanner: puts due RX on the scanner and takes cancelled ones away. */
export class WorkRx {
  readonly #service: ScanService;
  readonly #prepare: PrepareRx;
  readonly #ledger: ClinicLedger;
  readonly #policy: ClinicPolicy;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: RxWriter;

  constructor(service: ScanService, prepare: PrepareRx, ledger: ClinicLedger, policy: ClinicPolicy, retry: Retry, clock: Clock, logger: Logger) {
    this.#service = service;
    this.#prepare = prepare;
    this.#ledger = ledger;
    this.#policy = policy;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new RxWriter(ledger, clock);
  }

  /**
   * Does everything due. `stopping` ends the taking of new items, `signal` cuts off the one under way. Stops early, with
   * the error, when the clinic is not paired.
   */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    while (!stopping.aborted) {
      const due = await this.#ledger.rx.due(this.#clock.now(), BATCH);
      if (due.length === 0) return;
      for (const record of due) {
        if (stopping.aborted) return;
        if (record.state === 'wanted') await this.#submit(record, signal);
        else if (record.state === 'withdrawing') await this.#withdraw(record, signal);
        else await this.#writer.write(record, { dueAt: undefined });
      }
    }
  }

  async #submit(record: RxRecord, signal: AbortSignal): Promise<void> {
    let sent;
    try {
      sent = await this.#prepare.prepare(record, signal);
    } catch (thrown) {
      await this.#notPrepared(record, ChairsideError.from(thrown, 'ADAPTER_FAILED', signal));
      return;
    }
    // The intent first: the call itself cannot be looked up afterwards.
    const submitting = await this.#writer.write(record, { state: 'submitting', sent, sentAt: this.#clock.now(), dueAt: undefined, problem: undefined });
    if (submitting === undefined) return;
    try {
      const rxId = await this.#service.submit(sent, signal);
      await this.#settle(submitting, (current) => {
        // Cancelled while the call was under way: now that its id is known, it can be taken back.
        const cancelled = current.cancelled ? { state: 'withdrawing' as const, dueAt: this.#clock.now() } : {};
        return { rxId, state: 'submitted', attempts: 0, backoff: 0, problem: undefined, ...cancelled };
      });
      this.#logger.info('RX is on the scanner', { rxKey: record.key, rxId, state: 'submitted' });
    } catch (thrown) {
      await this.#notSubmitted(submitting, ChairsideError.from(thrown, 'RX_IN_DOUBT'));
    }
  }

  async #notPrepared(record: RxRecord, error: ChairsideError): Promise<void> {
    const now = this.#clock.now();
    if (error.code === 'RX_CODE_EXCLUDED') {
      await this.#writer.write(record, { state: 'dismissed', dueAt: undefined, problem: problemOf(error, now) });
      return;
    }
    const { giveUp, ...patch } = this.#retry.after(record, error, now);
    const failed = giveUp && error.class === 'permanent';
    await this.#writer.write(record, failed ? { ...patch, state: 'failed' } : patch);
    if (error.class !== 'transient') this.#logger.warn('RX waits for a person', { rxKey: record.key, code: error.code });
  }

  async #notSubmitted(submitting: RxRecord, error: ChairsideError): Promise<void> {
    const now = this.#clock.now();
    const inDoubt = error.class === 'in-doubt';
    if (inDoubt && this.#policy.rx.onUncertainSubmit === 'hold') {
      await this.#settle(submitting, (current) => ({ state: 'in-doubt', problem: current.cancelled ? current.problem : problemOf(error, now) }));
      this.#logger.warn('RX is in doubt', { rxKey: submitting.key, code: error.code });
      return;
    }
    const { giveUp, ...patch } = this.#retry.after(submitting, inDoubt ? new ChairsideError('CLOUD_UNREACHABLE', { cause: error }) : error, now);
    await this.#settle(submitting, (current) => {
      if (current.cancelled) return { state: 'withdrawn', dueAt: undefined, problem: undefined };
      return { ...patch, state: giveUp ? 'failed' : 'wanted' };
    });
    this.#logger.warn(giveUp ? 'RX failed' : 'RX could not be sent yet', { rxKey: submitting.key, code: error.code, dueInMs: patch.dueAt === undefined ? undefined : patch.dueAt - now });
    if (error.class === 'auth') throw error;
  }

  /** Writes the outcome of a call that was made, whatever was changed beside it. */
  async #settle(submitting: RxRecord, patch: (current: RxRecord) => RxPatch): Promise<void> {
    for (let current: RxRecord | undefined = submitting; current?.state === 'submitting'; ) {
      if ((await this.#writer.write(current, patch(current))) !== undefined) return;
      const generations = await this.#ledger.rx.generations(submitting.key);
      current = generations.find(({ generation }) => generation === submitting.generation);
    }
  }

  async #withdraw(record: RxRecord, signal: AbortSignal): Promise<void> {
    if (record.rxId === undefined) {
      await this.#withdrawn(record);
      return;
    }
    try {
      await this.#service.withdraw(record.rxId, signal);
      await this.#withdrawn(record);
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'UNEXPECTED', signal);
      if (error.code === 'RX_UNKNOWN_TO_CLOUD') await this.#lookUp(record, record.rxId, signal);
      else await this.#notWithdrawn(record, error);
    }
  }

  /** The cloud does not know the RX any more: it was scanned, or it is gone. */
  async #lookUp(record: RxRecord, rxId: NonNullable<RxRecord['rxId']>, signal: AbortSignal): Promise<void> {
    try {
      const order = await this.#service.orderByRx(rxId, signal);
      if (order === undefined) await this.#withdrawn(record);
      else await this.#scannedInstead(record, order.orderId);
    } catch (thrown) {
      await this.#notWithdrawn(record, ChairsideError.from(thrown, 'UNEXPECTED', signal));
    }
  }

  async #withdrawn(record: RxRecord): Promise<void> {
    const stored = await this.#writer.write(record, { state: 'withdrawn', dueAt: undefined, problem: undefined });
    if (stored === undefined) return;
    this.#logger.info('RX is withdrawn', { rxKey: record.key, rxId: record.rxId });
    await this.#writer.releaseSuccessor(record);
  }

  async #scannedInstead(record: RxRecord, orderId: NonNullable<RxRecord['orderId']>): Promise<void> {
    const problem = problemOf(new ChairsideError('RX_ALREADY_SCANNED'), this.#clock.now());
    const stored = await this.#writer.write(record, { state: 'scanned', orderId, dueAt: undefined, problem });
    if (stored !== undefined) await this.#writer.endSuccessor(record);
  }

  async #notWithdrawn(record: RxRecord, error: ChairsideError): Promise<void> {
    const { giveUp, ...patch } = this.#retry.after(record, error, this.#clock.now());
    await this.#writer.write(record, giveUp ? { ...patch, state: 'failed' } : patch);
    this.#logger.warn('RX could not be withdrawn yet', { rxKey: record.key, code: error.code });
    if (error.class === 'auth') throw error;
  }
}
