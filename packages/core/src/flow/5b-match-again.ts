import { contentDigest } from '../domain/digest.js';
import type { OrderId } from '../domain/ids.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { JudgeScan } from './5a-judge-scan.js';
import { anew } from './anew.js';
import { endsRound } from './retry.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';

/**
 * Review inbox -> ledger: whether a rule can file by now what it could not, because the DPMS knows the patient, or another
 * name or chart number of theirs, since. Keeps the candidates as they are now. Fetches nothing: what a rule can file goes its
 * usual way, on which it is judged once more.
 */
export class MatchAgain {
  readonly #judge: JudgeScan;
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: ScanWriter;

  constructor(judge: JudgeScan, ledger: ClinicLedger, clock: Clock, logger: Logger) {
    this.#judge = judge;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new ScanWriter(ledger, clock);
  }

  /**
   * Looks through the whole inbox. Throws where the DPMS cannot be reached; what else goes wrong with one scan keeps no
   * other from its turn. `stopping` ends it between two.
   */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    for (const orderId of await this.#ledger.scans.orderIds(['review'])) {
      if (stopping.aborted) return;
      try {
        await this.#look(orderId, signal);
      } catch (thrown) {
        const error = ChairsideError.from(thrown, 'ADAPTER_FAILED', signal);
        if (endsRound(error) || signal.aborted) throw error;
        this.#logger.warn('A scan of the review inbox could not be looked at again', { orderId, code: error.code });
      }
    }
  }

  async #look(orderId: OrderId, signal: AbortSignal): Promise<void> {
    const record = await this.#ledger.scans.get(orderId);
    // What a person took out of a chart no rule puts into one.
    if (record?.state !== 'review' || record.takenBack !== undefined) return;
    const verdict = await this.#judge.judge(record, signal);
    // Where a person decides meanwhile, that counts: the record has another version then.
    if (verdict.kind === 'matched') {
      const stored = await this.#writer.write(record, { ...anew(this.#clock.now()), state: 'listed', notReady: 0 });
      if (stored !== undefined) this.#logger.info('A rule can file a scan of the review inbox now', { orderId });
    } else if (verdict.kind === 'review' && contentDigest(shown(record)) !== contentDigest(shown(verdict.patch)))
      await this.#writer.write(record, shown(verdict.patch));
  }
}

/** What a person is shown of a scan in the inbox, and what the rules remember of it. */
function shown({ rxKey, doubts, candidates, boundTo }: ScanPatch): ScanPatch {
  return { rxKey, doubts, candidates, boundTo };
}
