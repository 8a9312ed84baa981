import type { RxKey } from '../domain/ids.js';
import type { RxRecord, WantedRx } from '../domain/rx.js';
import type { RxState } from '../domain/rx-state.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { RxChange, RxConfirmation, RxOutcome, RxTrigger } from '../ports/rx-trigger.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { decideCancelled, decideWanted, type RequestDecision, type Saying } from './decide-request.js';
import { leaving } from './generations.js';
import { asksBeforeWithdrawing } from './held-rx.js';
import { problemOf } from './retry.js';
import { RxWriter, rxStatus, type RxPatch } from './rx-writer.js';
import { VisitBook } from './visit-book.js';
import { restWhenOver, waitsForBook, whenGoingOn, whenOver } from './visit-over.js';

const CURSOR = 'trigger';
/** States in which an RX is still to be scanned, so that its absence from a snapshot means something. */
const OPEN_STATES: readonly RxState[] = ['proposed', 'wanted', 'submitting', 'submitted', 'in-doubt'];
const NO_ANSWERS: ReadonlyMap<RxKey, RxConfirmation> = new Map();

/** RxTrigger -> ledger: what the practice wants, and no longer wants. */
export class ReadTrigger {
  /** Undefined where the source knows no visits: what it says is said once and waits for nothing. */
  readonly book: VisitBook | undefined;
  readonly #trigger: RxTrigger;
  readonly #ledger: ClinicLedger;
  readonly #policy: ClinicPolicy;
  readonly #clock: Clock;
  readonly #writer: RxWriter;
  /** RX that are open though their visits are over, with the time from which they are asked about again. */
  #resting: ReadonlyMap<RxKey, number> = new Map();
  #confirmedAt = 0;

  constructor(trigger: RxTrigger, ledger: ClinicLedger, policy: ClinicPolicy, clock: Clock) {
    this.#trigger = trigger;
    this.#ledger = ledger;
    this.#policy = policy;
    this.#clock = clock;
    this.#writer = new RxWriter(ledger, clock);
    this.book = trigger.confirm === undefined ? undefined : new VisitBook(clock, policy.poll.trigger);
  }

  /** Reads once. Answers whether the source has more to give soon. */
  async run(signal: AbortSignal): Promise<{ readonly more: boolean }> {
    try {
      const answer = await this.#read(signal);
      this.book?.wasRead();
      return answer;
    } catch (thrown) {
      if (!signal.aborted) this.book?.couldNotBeRead(ChairsideError.from(thrown, 'ADAPTER_FAILED'));
      throw thrown;
    }
  }

  async #read(signal: AbortSignal): Promise<{ readonly more: boolean }> {
    const reading = await this.#trigger.read(await this.#ledger.cursor(CURSOR), signal);
    if (reading.kind === 'snapshot') {
      for (const rx of reading.begun ?? []) await this.#want(rx, 'begun', []);
      for (const rx of reading.wanted) await this.#want(rx, 'still', []);
      const listed = [...reading.wanted, ...(reading.begun ?? [])].map(({ key }) => key);
      await this.#takeSnapshot(new Set(listed), signal);
      return { more: false };
    }
    const seen = await this.#ledger.seen(reading.changes.map((change) => change.id));
    const outcomes: RxOutcome[] = [];
    for (const change of reading.changes) {
      outcomes.push(
        seen.has(change.id)
          ? { id: change.id, key: keyOf(change), result: 'accepted' }
          : await this.#takeChange(change),
      );
    }
    if (reading.cursor !== undefined) await this.#ledger.commit({ cursors: { [CURSOR]: reading.cursor } });
    if (outcomes.length > 0) await this.#trigger.acknowledge?.(outcomes, signal);
    return { more: reading.more === true };
  }

  async #takeChange(change: RxChange): Promise<RxOutcome> {
    const { id } = change;
    const key = keyOf(change);
    const decision =
      change.change === 'wanted'
        ? await this.#want(change.rx, 'anew', [id])
        : await this.#decide(key, (generations) => decideCancelled(generations, this.#clock.now()), [id]);
    switch (decision.kind) {
      case 'refused':
        return { id, key, result: 'refused', code: decision.code };
      case 'unchanged':
        return { id, key, result: 'unchanged' };
      case 'change':
      case 'insert':
        return { id, key, result: 'accepted' };
    }
  }

  /** What the snapshot lists goes on; what it lacks is asked about, and judged by the answer alone. */
  async #takeSnapshot(listed: ReadonlySet<RxKey>, signal: AbortSignal): Promise<void> {
    const open = await this.#ledger.rx.list({ states: OPEN_STATES });
    const here = open.filter((record) => listed.has(record.key) && waitsForBook(record));
    for (const { key } of here) await this.#goOn(key, true);
    if (this.#trigger.confirm === undefined) return;
    // One that is cancelled already and still open is in doubt: a new answer would change nothing.
    const missing = open.filter((record) => !listed.has(record.key) && !record.cancelled);
    const answers = await this.#confirm(missing, signal);
    for (const { key, overSince } of missing)
      if (answers.get(key) === 'over' && overSince === undefined) await this.#over(key);
    const cancelled = missing.filter(({ key }) => answers.get(key) === 'cancelled');
    const askedAbout = missing.filter(asksBeforeWithdrawing);
    for (const record of askedAbout) if (!cancelled.includes(record)) await this.#goOn(record.key, false);
    // A person is asked about an RX in doubt anyway; nothing is taken from the scanner.
    const inDoubt = cancelled.filter(({ state }) => state === 'in-doubt');
    const others = cancelled.filter((record) => !inDoubt.includes(record) && !askedAbout.includes(record));
    const allowed = this.#policy.rx.maxWithdrawalsPerRound;
    for (const { key } of [...inDoubt, ...others.slice(0, allowed)]) {
      await this.#decide(key, (generations) => decideCancelled(generations, this.#clock.now()), []);
    }
    for (const record of others.slice(allowed)) await this.#askBeforeWithdrawing(record);
  }

  /** Asks about what is missing, but for that of which it is known that its visit is over and which was asked about lately. */
  async #confirm(missing: readonly RxRecord[], signal: AbortSignal): Promise<ReadonlyMap<RxKey, RxConfirmation>> {
    const now = this.#clock.now();
    const keys = new Set(missing.map(({ key }) => key));
    // A clock that was set back makes no rest longer.
    const rested = now < this.#confirmedAt ? [] : [...this.#resting];
    const resting = rested.filter(([key, until]) => keys.has(key) && until > now);
    this.#resting = new Map(resting);
    this.#confirmedAt = now;
    const asked = missing.filter(({ key }) => !this.#resting.has(key));
    const confirmed = asked.map(({ key }) => key);
    const answers = (confirmed.length > 0 && (await this.#trigger.confirm?.(confirmed, signal))) || NO_ANSWERS;
    const over = asked.filter(({ key }) => answers.get(key) === 'over');
    this.#resting = new Map([...resting, ...over.map((rx) => [rx.key, now + restWhenOver(rx, now)] as const)]);
    return answers;
  }

  /** What was not sent yet is not sent until a person has looked, either. */
  async #askBeforeWithdrawing(record: RxRecord): Promise<void> {
    const problem = problemOf(new ChairsideError('RX_TOO_MANY_WITHDRAWALS'), this.#clock.now());
    await this.#writer.write(record, { problem, ...(record.state === 'wanted' && { dueAt: undefined }) });
  }

  async #over(key: RxKey): Promise<void> {
    const now = this.#clock.now();
    await this.#patch(key, (generations) => {
      const current = generations.at(-1);
      const isNews = current?.overSince === undefined && current !== undefined && OPEN_STATES.includes(current.state);
      return isNews ? whenOver(current, now) : undefined;
    });
  }

  async #goOn(key: RxKey, listed: boolean): Promise<void> {
    await this.#patch(key, (generations) => whenGoingOn(generations, listed, this.#clock.now()));
  }

  async #patch(key: RxKey, patchOf: (generations: readonly RxRecord[]) => RxPatch | undefined): Promise<void> {
    await this.#decide(
      key,
      (generations) => {
        const patch = patchOf(generations);
        return patch === undefined ? { kind: 'unchanged' } : { kind: 'change', patch };
      },
      [],
    );
  }

  #want(rx: WantedRx, saying: Saying, seen: readonly string[]): Promise<RequestDecision> {
    return this.#decide(
      rx.key,
      (generations) => {
        const asked = this.#withSentNumberOnly(rx, generations.at(-1));
        return decideWanted(this.#ledger.clinic, generations, asked, saying, this.#clock.now());
      },
      seen,
    );
  }

  /** A license number that is not sent makes no request another one: the number on record stays. */
  #withSentNumberOnly(rx: WantedRx, current: RxRecord | undefined): WantedRx {
    if (current === undefined || this.#policy.rx.sendLicenseNumber) return rx;
    return { ...rx, licenseNumber: current.wanted.licenseNumber };
  }

  /** Decides on what the ledger holds now, and anew when somebody else was faster. */
  async #decide(
    key: RxKey,
    decide: (generations: readonly RxRecord[]) => RequestDecision,
    seen: readonly string[],
  ): Promise<RequestDecision> {
    for (;;) {
      const generations = await this.#ledger.rx.generations(key);
      const decision = decide(generations);
      const unit = this.#unitOf(decision, generations);
      // Refusals leave no trace, so that the same saying is refused again after a crash.
      if (unit === undefined || (await this.#ledger.commit({ ...unit, seen }))) return decision;
    }
  }

  #unitOf(decision: RequestDecision, generations: readonly RxRecord[]): WorkUnit | undefined {
    if (decision.kind === 'refused') return undefined;
    if (decision.kind === 'unchanged') return {};
    if (decision.kind === 'insert') {
      const { record } = decision;
      // Older ones go along unchanged: what the new one waits for must not have ended meanwhile.
      return { rx: [...leaving(generations, record.generation), record], tell: [rxStatus(record, this.#clock.now())] };
    }
    const current = generations.at(-1);
    if (current === undefined) return {};
    const { unit } = this.#writer.change(current, decision.patch);
    if (decision.successor === undefined) return unit;
    return {
      rx: [...(unit.rx ?? []), decision.successor],
      tell: [...(unit.tell ?? []), rxStatus(decision.successor, this.#clock.now())],
    };
  }
}

function keyOf(change: RxChange): RxKey {
  return change.change === 'wanted' ? change.rx.key : change.key;
}
