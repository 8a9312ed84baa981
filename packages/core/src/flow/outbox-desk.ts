import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, PendingStatus } from '../ports/ledger.js';
import type { DeskAnswer } from './rx-desk.js';

/** What a person may do with a status that the practice software could not be told. Every click is audited. */
export class OutboxDesk {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #actor: string;

  constructor(ledger: ClinicLedger, clock: Clock, actor: string) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#actor = actor;
  }

  /** Tells it again at once. */
  retry(id: number): Promise<DeskAnswer<PendingStatus>> {
    return this.#act(id, 'status retried', () => this.#ledger.status.offerAgain(id, this.#clock.now()));
  }

  /** Leaves it untold; what waited behind it goes on. */
  dismiss(id: number): Promise<DeskAnswer<PendingStatus>> {
    return this.#act(id, 'status dismissed', () => this.#ledger.status.done(id));
  }

  async #act(id: number, action: string, work: () => Promise<void>): Promise<DeskAnswer<PendingStatus>> {
    const item = await this.#ledger.status.get(id);
    if (item === undefined) return { kind: 'unknown' };
    if (item.dueAt === undefined && item.problem === undefined)
      return { kind: 'refused', why: 'An earlier status of the same request or order has to be told first.' };
    const { update } = item;
    const subject = update.kind === 'rx' ? update.key : update.order.orderId;
    // Before the effect, so that no crash leaves one without its entry.
    await this.#ledger.commit({ audit: [{ at: this.#clock.now(), actor: this.#actor, action, subject }] });
    await work();
    return { kind: 'done', item };
  }
}
