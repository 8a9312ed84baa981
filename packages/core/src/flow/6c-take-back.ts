import { SCAN_STATE_RULES } from '../domain/scan-state.js';
import type { LeftFile, Receipt, ScanRecord } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { FiledBook } from '../ports/filed-book.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import { endsRound, type Retry } from './retry.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';
import { isBeingTakenBack, takeBackAt, takenBackProblem } from './taken-back.js';

/** What became of the receipts of a wrong filing. */
interface Outcome {
  readonly receipts: readonly Receipt[];
  readonly left: readonly LeftFile[];
  /** Why the rest of them could not be looked at. */
  readonly error?: ChairsideError | undefined;
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

  /**
   * Answers the record as stored, or undefined where it was changed meanwhile. Throws only what ends the round; what else
   * goes wrong is tried again later, and keeps a scan that a person has assigned meanwhile from nothing.
   */
  async run(record: ScanRecord, signal: AbortSignal): Promise<ScanRecord | undefined> {
    // What was filed since is no more what a person took out.
    if (record.state !== 'filed') await this.#book.takenBack(record.orderId);
    const { receipts, left, error } = await this.#takeOut(record, signal);
    const next: ScanRecord = { ...record, takenBack: { receipts, left } };
    const out = !isBeingTakenBack(next);
    const at = this.#clock.now();
    const audit = { at, actor: 'chairside', action: 'scan out of the chart', subject: record.orderId };
    const patch = error === undefined ? this.#after(next, at) : this.#afterFailure(next, error, at);
    const stored = await this.#writer.write(record, patch, out ? { audit: [audit] } : {});
    if (error === undefined) return stored;
    if (endsRound(error)) throw error;
    this.#logger.warn('A scan waits to be taken out of the chart', { orderId: record.orderId, code: error.code });
    return stored;
  }

  /** One receipt after the other: what is out is out, whatever happens to the next. */
  async #takeOut({ takenBack }: ScanRecord, signal: AbortSignal): Promise<Outcome> {
    const receipts: Receipt[] = [];
    const left: LeftFile[] = [];
    let error: ChairsideError | undefined;
    for (const receipt of takenBack?.receipts ?? []) {
      let remaining: readonly LeftFile[] | undefined;
      if (error === undefined || !endsRound(error)) {
        try {
          remaining = await this.#takeOne(receipt, signal);
        } catch (thrown) {
          error = ChairsideError.from(thrown, 'ADAPTER_FAILED', signal);
        }
      }
      if (remaining?.length !== 0) receipts.push(receipt);
      left.push(...(remaining ?? leftOf(receipt, takenBack?.left)));
    }
    return { receipts, left, error };
  }

  /** A sink that cannot, as another one than filed it may be, leaves to a person what it still holds. */
  async #takeOne(receipt: Receipt, signal: AbortSignal): Promise<readonly LeftFile[]> {
    if (this.#sink.withdraw !== undefined) return this.#sink.withdraw(receipt, signal);
    if ((await this.#sink.holds(receipt, signal)) !== 'held') return [];
    return receipt.files.map(({ path }) => ({ path, knownAs: `the file ${path.slice(path.lastIndexOf('/') + 1)}` }));
  }

  #after(record: ScanRecord, now: number): ScanPatch {
    const { state, match, takenBack } = record;
    // What no person has assigned goes on saying that no rule may file it.
    const kept = match === 'person' && !isBeingTakenBack(record) ? undefined : takenBack;
    // Where a person has assigned it, its own way says when it is due.
    if (!isAtRest(record)) return { takenBack: kept };
    const rested: ScanPatch = { takenBack: kept, attempts: 0, backoff: 0, dueAt: takeBackAt(record, now) };
    return state === 'review' && takenBack !== undefined
      ? { ...rested, problem: takenBackProblem(takenBack, now) }
      : rested;
  }

  #afterFailure(record: ScanRecord, error: ChairsideError, now: number): ScanPatch {
    const { takenBack, state } = record;
    if (!isAtRest(record) && !endsRound(error)) return { takenBack };
    const { attempts, backoff, dueAt, problem } = this.#retry.after(record, error, now);
    // Also what only a person can put right is looked at again: nothing else would find that they did.
    const tried: ScanPatch = { takenBack, attempts, backoff, dueAt: dueAt ?? takeBackAt(record, now) };
    return state === 'filed' ? tried : { ...tried, problem };
  }
}

function isAtRest({ state }: ScanRecord): boolean {
  return SCAN_STATE_RULES[state].final === true;
}

/** What is known to be left of a receipt. */
function leftOf({ files }: Receipt, left: readonly LeftFile[] = []): readonly LeftFile[] {
  return left.filter((file) => files.some(({ path }) => path === file.path));
}
