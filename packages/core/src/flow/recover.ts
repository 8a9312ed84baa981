import type { RxRecord } from '../domain/rx.js';
import { RX_STATE_RULES, RX_STATES } from '../domain/rx-state.js';
import { SCAN_STATE_RULES, SCAN_STATES } from '../domain/scan-state.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import { stagingJob } from './6a-fetch-scan.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { CountCutOff } from './count-cut-off.js';
import { cutOffAgain } from './cut-off.js';
import { leaving } from './generations.js';
import { isHeldByBook } from './held-rx.js';
import { afterLostAnswer } from './lost-answer.js';
import { RxWriter } from './rx-writer.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';

/** At start: resolves by rule whatever the last run left in the middle. */
export class Recover {
  readonly #ledger: ClinicLedger;
  readonly #policy: ClinicPolicy;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #rx: RxWriter;
  readonly #scans: ScanWriter;

  constructor(ledger: ClinicLedger, policy: ClinicPolicy, clock: Clock, logger: Logger) {
    this.#ledger = ledger;
    this.#policy = policy;
    this.#clock = clock;
    this.#logger = logger;
    this.#rx = new RxWriter(ledger, clock);
    this.#scans = new ScanWriter(ledger, clock);
  }

  /** Answers the staging jobs that are still needed. */
  async run(): Promise<ReadonlySet<string>> {
    await new CountCutOff(this.#ledger, this.#clock).run();
    await this.#ledger.correctTimes(this.#clock.now());
    await this.#recoverRx();
    await this.#recoverScans();
    const unfinished = await this.#ledger.scans.orderIds(['listed', 'not-ready', 'downloading', 'verified']);
    return new Set(unfinished.map((orderId) => stagingJob({ orderId })));
  }

  async #recoverRx(): Promise<void> {
    const now = this.#clock.now();
    const states = RX_STATES.filter((state) => RX_STATE_RULES[state].restart !== 'nothing');
    for (const record of await this.#ledger.rx.list({ states })) {
      if (RX_STATE_RULES[record.state].restart === 'in-doubt') await this.#doubt(record, now);
      // What waited for a person is looked at again: the configuration may name the doctor now.
      else if (record.dueAt === undefined && !(await this.#mustWait(record)))
        await this.#rx.write(record, { dueAt: now });
    }
  }

  /** `submitting` at start: the answer was lost with the process, so the RX may be on the scanner. */
  async #doubt(record: RxRecord, now: number): Promise<void> {
    const patch = afterLostAnswer(record, this.#policy.rx.onUncertainSubmit, now);
    await this.#rx.write(record, { ...patch, interrupted: record.interrupted + 1 });
    this.#logger.warn('The answer to an RX was lost', { rxKey: record.key, code: patch.problem?.code });
  }

  /** Whether an older generation is still to be taken from the scanner, or the practice may not want it any more. */
  async #mustWait(record: RxRecord): Promise<boolean> {
    if (record.state !== 'wanted') return false;
    if (isHeldByBook(record)) return true;
    return leaving(await this.#ledger.rx.generations(record.key), record.generation).length > 0;
  }

  async #recoverScans(): Promise<void> {
    const now = this.#clock.now();
    const states = SCAN_STATES.filter((state) => SCAN_STATE_RULES[state].restart === 'go-on');
    for (const record of await this.#ledger.scans.list({ states })) {
      if (record.state !== 'downloading') {
        await this.#scans.write(record, { dueAt: record.dueAt ?? now });
        continue;
      }
      const { interrupted, problem } = cutOffAgain(record, now);
      const patch: ScanPatch =
        problem === undefined
          ? { state: 'listed', interrupted, dueAt: now }
          : { state: 'failed', interrupted, dueAt: undefined, problem };
      await this.#scans.write(record, patch);
    }
  }
}
