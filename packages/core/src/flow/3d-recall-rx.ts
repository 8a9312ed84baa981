import type { RxKey } from '../domain/ids.js';
import type { RxRecord, RxSubmission } from '../domain/rx.js';
import type { PlacedFile, ScanRecord } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { SentBook, SentNote } from '../ports/sent-book.js';
import { afterAnswer } from './after-answer.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { afterLostAnswer } from './lost-answer.js';
import { problemOf } from './retry.js';
import { rxStatus, type RxPatch } from './rx-writer.js';
import { scanStatus } from './scan-writer.js';

/**
 * A wanted RX that was sent before, of which the ledger does not know, since it is an older copy of itself: never sent
 * a second time in silence. Where the scanner's answer was noted, the ledger learns it again; otherwise the RX is in doubt.
 */
export class RecallRx {
  readonly #ledger: ClinicLedger;
  readonly #book: SentBook;
  readonly #policy: ClinicPolicy['rx'];
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(ledger: ClinicLedger, book: SentBook, policy: ClinicPolicy, clock: Clock, logger: Logger) {
    this.#ledger = ledger;
    this.#book = book;
    this.#policy = policy.rx;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Answers whether the RX was such a one, and so is not to be sent now. */
  async run(record: RxRecord, sent: RxSubmission): Promise<boolean> {
    const note = await this.#forgotten(record);
    if (note === undefined) return false;
    await (note === 'unknown' ? this.#doubt(record, sent) : this.#recall(record, sent, note));
    return true;
  }

  /** The note of a sending that the ledger does not know. */
  async #forgotten(record: RxRecord): Promise<SentNote | 'unknown' | undefined> {
    const note = await this.#book.last(record.key);
    if (note === undefined) return undefined;
    const generations = await this.#ledger.rx.generations(record.key);
    const known = generations.flatMap(({ sentAt }) => sentAt ?? []);
    if (note === 'unknown') return known.length === 0 ? note : undefined;
    // A time of the future was written by a clock that has been put right since, and is no later than anything.
    const last = Math.max(0, ...known.filter((at) => at <= this.#clock.now()));
    return known.includes(note.at) || note.at < last ? undefined : note;
  }

  async #recall(record: RxRecord, sent: RxSubmission, note: SentNote): Promise<void> {
    const { rxId } = note;
    if (rxId === undefined) return this.#doubt(record, sent, note);
    const now = this.#clock.now();
    const was = { ...record, digest: note.digest };
    const { patch, along = {} } = afterAnswer(was, record, rxId, now);
    const [scan] = await this.#ledger.scans.byRxId(rxId);
    if (scan === undefined || patch.state !== 'submitted') {
      await this.#write(record, [intent(sent, note), patch], along);
    } else {
      // It was listed, and may have been filed by another rule, before the RX was known again.
      const { orderId } = scan;
      const files = (await this.#ledger.scans.revisions(orderId)).at(-1)?.receipt.files ?? [];
      const steps: readonly RxPatch[] = [intent(sent, note), patch, { state: 'scanned', orderId, dueAt: undefined }];
      const found = foundAgain(scan, record.key, now);
      await this.#write(record, steps, { scans: [found], tell: [scanStatus(found, now, files)] }, files);
    }
    this.#logger.warn('RX was sent before the ledger was put back', { rxKey: record.key, rxId });
  }

  async #doubt(record: RxRecord, sent: RxSubmission, note?: SentNote): Promise<void> {
    const now = this.#clock.now();
    const patch = afterLostAnswer(record, this.#policy.onUncertainSubmit, now);
    const problem = patch.problem && problemOf(new ChairsideError('RX_SENT_FORGOTTEN'), now);
    const first = intent(sent, note ?? { at: now, digest: record.digest });
    await this.#write(record, [first, { ...patch, problem }], {});
    this.#logger.warn('RX may have been sent before the ledger was put back', {
      rxKey: record.key,
      code: 'RX_SENT_FORGOTTEN',
    });
  }

  /** All steps in one commit: none of them is a state in which a crash may find it. */
  async #write(
    record: RxRecord,
    patches: readonly RxPatch[],
    along: WorkUnit,
    files: readonly PlacedFile[] = [],
  ): Promise<void> {
    const now = this.#clock.now();
    const steps: RxRecord[] = [];
    let current = record;
    for (const patch of patches) {
      const step = { ...current, ...patch, updatedAt: now };
      steps.push(step);
      current = { ...step, version: step.version + 1 };
    }
    await this.#ledger.commit({
      ...along,
      rx: [...steps, ...(along.rx ?? [])],
      tell: [rxStatus(current, now, files), ...(along.tell ?? [])],
      audit: [
        {
          at: now,
          actor: 'chairside',
          action: 'rx recalled',
          subject: record.key,
          detail: current.state,
        },
      ],
    });
  }
}

function intent(sent: RxSubmission, { at, digest }: SentNote): RxPatch {
  return { state: 'submitting', sent, sentAt: at, sentDigest: digest, dueAt: undefined, problem: undefined };
}

/** The scan of an RX that is known again: where no rule could say whose it is, that is asked anew. */
function foundAgain(scan: ScanRecord, rxKey: RxKey, now: number): ScanRecord {
  const waits = scan.state === 'review' && scan.takenBack === undefined;
  return { ...scan, rxKey, updatedAt: now, ...(waits && { state: 'listed', dueAt: now, problem: undefined }) };
}
