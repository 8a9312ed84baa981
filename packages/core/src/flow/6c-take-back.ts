import type { LeftFile, Receipt, ScanRecord } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { Phi } from '../errors/phi.js';
import type { Clock } from '../ports/clock.js';
import type { FiledBook } from '../ports/filed-book.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import { endsRound, problemOf, type Retry } from './retry.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';

/** How often it is looked whether a person has deleted what is left, milliseconds. */
const LOOK_EVERY = 60 * 60 * 1000;

/** Whether something of a wrong filing may still stand in the chart. */
export function isBeingTakenBack({ takenBack }: ScanRecord): boolean {
  return takenBack !== undefined && takenBack.receipts.length > 0;
}

/** When a wrong filing is looked at again; undefined where nothing of it is left. */
export function takeBackAt(record: ScanRecord, now: number): number | undefined {
  return isBeingTakenBack(record) ? now + LOOK_EVERY : undefined;
}

/** Chart -> away: takes a wrong filing back, until nothing of it is left in the chart. */
export class TakeBack {
  readonly #sink: ScanSink;
  readonly #book: FiledBook;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: ScanWriter;

  constructor(sink: ScanSink, ledger: ClinicLedger, book: FiledBook, retry: Retry, clock: Clock, logger: Logger) {
    this.#book = book;
    this.#sink = sink;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new ScanWriter(ledger, clock);
  }

  /** Answers the record as stored, or undefined where it was changed meanwhile. Throws only what ends the round. */
  async run(record: ScanRecord, signal: AbortSignal): Promise<ScanRecord | undefined> {
    try {
      const receipts: Receipt[] = [];
      const left: LeftFile[] = [];
      await this.#book.takenBack(record.orderId);
      for (const receipt of record.takenBack?.receipts ?? []) {
        const remaining = (await this.#sink.withdraw?.(receipt, signal)) ?? [];
        if (remaining.length > 0) receipts.push(receipt);
        left.push(...remaining);
      }
      return await this.#writer.write(record, this.#after({ ...record, takenBack: { receipts, left } }));
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'ADAPTER_FAILED', signal);
      const { giveUp, ...patch } = this.#retry.after(record, error, this.#clock.now());
      await this.#writer.write(record, patch);
      if (endsRound(error)) throw error;
      this.#logger.warn(giveUp ? 'A scan could not be taken back' : 'A scan waits to be taken back', {
        orderId: record.orderId,
        code: error.code,
      });
      return undefined;
    }
  }

  #after(record: ScanRecord): ScanPatch {
    const { state, takenBack } = record;
    const now = this.#clock.now();
    // In the review inbox it says further on that no rule may file the scan.
    const kept = state === 'review' || isBeingTakenBack(record) ? takenBack : undefined;
    const tried: ScanPatch = { takenBack: kept, attempts: 0, backoff: 0 };
    // Where a person has assigned it meanwhile, its own way says when it is due.
    if (state !== 'review' && state !== 'filed') return tried;
    const left = takenBack?.left.map(({ knownAs }) => knownAs) ?? [];
    const error =
      left.length > 0
        ? new ChairsideError('SCAN_LEFT_IN_CHART', { shown: new Phi(left.join('; ')) })
        : new ChairsideError('SCAN_TAKEN_BACK');
    return {
      ...tried,
      dueAt: takeBackAt(record, now),
      ...(state === 'review' && { problem: problemOf(error, now) }),
    };
  }
}
