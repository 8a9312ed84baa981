import type { OrderId, RxId } from '../domain/ids.js';
import type { RxRecord } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanService } from '../ports/scan-service.js';
import type { SentBook } from '../ports/sent-book.js';
import { endsRound, problemOf, type Retry } from './retry.js';
import { RxWriter } from './rx-writer.js';

/** A withdrawn RX -> off the scanner; and then the changed one that waited for that may go. */
export class WithdrawRx {
  readonly #service: ScanService;
  readonly #book: SentBook;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: RxWriter;

  constructor(service: ScanService, ledger: ClinicLedger, book: SentBook, retry: Retry, clock: Clock, logger: Logger) {
    this.#service = service;
    this.#book = book;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new RxWriter(ledger, clock);
  }

  /** Throws only what ends the round: the clinic is not paired, or the ledger fails. */
  async run(record: RxRecord, signal: AbortSignal): Promise<void> {
    const { rxId } = record;
    let orderId;
    try {
      orderId = rxId && (await this.#takeBack(rxId, signal));
    } catch (thrown) {
      await this.#notWithdrawn(record, ChairsideError.from(thrown, 'UNEXPECTED', signal));
      return;
    }
    if (orderId === undefined) await this.#withdrawn(record);
    else await this.#scannedInstead(record, orderId);
  }

  /** The order that the RX became where it is too late; undefined when the RX is gone. */
  async #takeBack(rxId: RxId, signal: AbortSignal): Promise<OrderId | undefined> {
    try {
      await this.#service.withdraw(rxId, signal);
      return undefined;
    } catch (thrown) {
      if (!ChairsideError.is(thrown) || thrown.code !== 'RX_UNKNOWN_TO_CLOUD') throw thrown;
      return (await this.#service.orderByRx(rxId, signal))?.orderId;
    }
  }

  async #withdrawn(record: RxRecord): Promise<void> {
    const stored = await this.#writer.writeAndRelease(record, {
      state: 'withdrawn',
      dueAt: undefined,
      problem: undefined,
    });
    if (stored === undefined) return;
    await this.#book.forget(record.key);
    this.#logger.info('RX is withdrawn', { rxKey: record.key, rxId: record.rxId });
  }

  async #scannedInstead(record: RxRecord, orderId: OrderId): Promise<void> {
    const problem = problemOf(new ChairsideError('RX_ALREADY_SCANNED'), this.#clock.now());
    await this.#writer.writeAndRefuse(record, { state: 'scanned', orderId, dueAt: undefined, problem });
  }

  async #notWithdrawn(record: RxRecord, error: ChairsideError): Promise<void> {
    const { giveUp, ...patch } = this.#retry.after(record, error, this.#clock.now());
    if (giveUp) await this.#writer.writeAndHold(record, { ...patch, state: 'failed' });
    else await this.#writer.write(record, patch);
    if (endsRound(error)) throw error;
    this.#logger.warn('RX could not be withdrawn yet', { rxKey: record.key, code: error.code });
  }
}
