import type { RxKey } from '../domain/ids.js';
import { isLegalRxTransition, type RxState } from '../domain/rx-state.js';
import type { RxChoice, RxRecord } from '../domain/rx.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import { anew } from './anew.js';
import { leaving } from './generations.js';
import { cancelledInDoubt, mayHaveArrived } from './lost-answer.js';
import { refused } from './refused.js';
import { RxWriter, type RxPatch } from './rx-writer.js';

/** What an operator's wish came to; `refused` says in a sentence why. */
export type DeskAnswer<Item> =
  /** `unchanged`: it was so before, and nobody did anything. */
  | { readonly kind: 'done'; readonly item: Item; readonly unchanged?: true | undefined }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly why: string };

const WITHDRAWABLE: readonly RxState[] = [
  'proposed',
  'wanted',
  'submitting',
  'submitted',
  'in-doubt',
  'failed',
  'dismissed',
];

/** What a person may do with an RX. Every click is audited; the service does the work. */
export class RxDesk {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #actor: string;
  readonly #writer: RxWriter;

  constructor(ledger: ClinicLedger, clock: Clock, actor: string) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#actor = actor;
    this.#writer = new RxWriter(ledger, clock);
  }

  /** Sends a proposal, or one that waits for a doctor or a procedure or is excluded, with what the person chose. */
  approve(key: RxKey, choice: RxChoice): Promise<DeskAnswer<RxRecord>> {
    return this.#act(key, 'rx approved', ['proposed', 'wanted', 'dismissed'], (record, sendAt) => ({
      state: 'wanted',
      choice: { ...record.choice, ...choice },
      heldBack: false,
      ...anew(this.#clock.now()),
      dueAt: sendAt,
    }));
  }

  /** Sends again what failed, was dismissed or is in doubt: the person has looked at the scanner. */
  resend(key: RxKey): Promise<DeskAnswer<RxRecord>> {
    return this.#act(key, 'rx resent', ['failed', 'in-doubt', 'dismissed', 'wanted'], (_, sendAt) => ({
      ...anew(this.#clock.now()),
      state: 'wanted',
      dueAt: sendAt,
      cancelled: false,
      heldBack: false,
      resends: undefined,
    }));
  }

  /**
   * Takes it from the scanner, or from the list when it was not sent yet. One that may be on the scanner under an id that
   * nobody knows can only be deleted there: it stays, with a problem that says so.
   */
  withdraw(key: RxKey): Promise<DeskAnswer<RxRecord>> {
    return this.#act(key, 'rx withdrawn', WITHDRAWABLE, (record) => {
      const now = this.#clock.now();
      const { state, rxId } = record;
      if (state === 'in-doubt' || state === 'submitting' || mayHaveArrived(record))
        return { ...cancelledInDoubt(record, now), heldBack: true };
      if (rxId === undefined) return { state: 'withdrawn', heldBack: true, dueAt: undefined, problem: undefined };
      return { ...anew(now), state: 'withdrawing', heldBack: true };
    });
  }

  /** Lets it rest; nothing is done at the scanner. */
  dismiss(key: RxKey): Promise<DeskAnswer<RxRecord>> {
    return this.#act(
      key,
      'rx dismissed',
      ['proposed', 'wanted', 'submitted', 'in-doubt', 'scanned', 'withdrawing', 'failed'],
      () => ({
        state: 'dismissed',
        dueAt: undefined,
        cancelled: false,
        problem: undefined,
      }),
    );
  }

  async #act(
    key: RxKey,
    action: string,
    from: readonly RxState[],
    patch: (record: RxRecord, sendAt: number | undefined) => RxPatch,
  ): Promise<DeskAnswer<RxRecord>> {
    for (;;) {
      const generations = await this.#ledger.rx.generations(key);
      const record = generations.at(-1);
      if (record === undefined) return { kind: 'unknown' };
      // While an older generation is being taken from the scanner this one waits; what could not be taken a person has seen.
      const waitsFor = leaving(generations, record.generation).filter(({ state }) => state === 'withdrawing');
      const change = patch(record, waitsFor.length > 0 ? undefined : this.#clock.now());
      if (!from.includes(record.state) || !isLegalRxTransition(record.state, change.state ?? record.state)) {
        return refused('RX', record.state, from);
      }
      // Sent again, it would be on the scanner twice.
      if (change.state === 'wanted' && record.rxId !== undefined) {
        return { kind: 'refused', why: `The RX may still be on the scanner. Run first: chairside rx withdraw ${key}.` };
      }
      const audit = [{ at: this.#clock.now(), actor: this.#actor, action, subject: key }];
      const item = await this.#writer.write(record, change, { rx: waitsFor, audit });
      if (item !== undefined) return { kind: 'done', item };
    }
  }
}
