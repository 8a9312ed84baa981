import type { Clock, RxConfirmation, RxKey, RxReading, RxRules, RxTrigger, WantedRx } from '@chairside/core';
import type { OpenDental } from '../database/open-dental.js';
import { readProviders } from '../directory/providers.js';
import { ProcedureMap } from '../procedures/procedure-map.js';
import { VisitBook } from './visit-book.js';
import type { VisitOptions } from './visit-options.js';
import { STATUS, type BookedVisit } from './visit.js';
import { asksFor, partsOf, wantedRxs } from './wanted-rx.js';

/** Between two looks at what is new or seems to be gone: longer than Open Dental takes to rearrange a visit, milliseconds. */
const SECOND_LOOK = 2_000;

type Confirmations = ReadonlyMap<RxKey, RxConfirmation>;

/** What the book asks for. */
interface Asked {
  readonly wanted: readonly WantedRx[];
  readonly begun: readonly WantedRx[];
}

/** Each RX with all that it says. */
function contentsOf({ wanted, begun }: Asked): ReadonlySet<string> {
  return new Set([...wanted, ...begun].map((rx) => JSON.stringify(rx)));
}

/**
 * Scans that the appointment book asks for. A key is the visit's AptNum and what is asked for, such as
 * `4711:fixed-restorative`; see VisitBook for visits that were planned. Between two calls nothing is
 * kept but what was read last. What is new, changed or gone counts only when it was found so twice: tables are read one
 * after the other, and a visit may be in the middle of a change.
 */
export class VisitTrigger implements RxTrigger {
  readonly #openDental: Pick<OpenDental, 'read'>;
  readonly #options: VisitOptions;
  readonly #clock: Clock;
  readonly #book: VisitBook;
  #known: ReadonlySet<string> = new Set();

  constructor(openDental: Pick<OpenDental, 'read'>, options: VisitOptions, rules: RxRules, clock: Clock) {
    this.#openDental = openDental;
    this.#options = options;
    this.#clock = clock;
    this.#book = new VisitBook(options, new ProcedureMap(rules));
  }

  /** A snapshot, without what is still being changed: that is asked for by `confirm`. Throws DATABASE_… errors. */
  async read(_cursor: string | undefined, signal: AbortSignal): Promise<RxReading> {
    const first = await this.#ask(signal);
    const hasNews = [...contentsOf(first)].some((content) => !this.#known.has(content));
    const asked = hasNews ? await this.#askAgain(first, signal) : first;
    this.#known = contentsOf(asked);
    return { kind: 'snapshot', ...asked };
  }

  /** `cancelled` is answered only for what was found so twice. Throws DATABASE_… errors. */
  async confirm(keys: readonly RxKey[], signal: AbortSignal): Promise<Confirmations> {
    const answers = await this.#look(keys, signal);
    const doubtful = keys.filter((key) => answers.get(key) === 'cancelled');
    if (doubtful.length === 0) return answers;
    await this.#clock.sleep(SECOND_LOOK, signal);
    const again = await this.#look(doubtful, signal);
    const settled = [...answers].filter(([, answer]) => answer !== 'cancelled');
    return new Map([...settled, ...again]);
  }

  #ask(signal: AbortSignal): Promise<Asked> {
    return this.#openDental.read(async (reader) => {
      const visits = await this.#book.upcoming(reader);
      const providers = await readProviders(reader);
      const rxs = (begun: boolean) =>
        visits
          .filter((visit) => visit.begun === begun)
          .flatMap((visit) => wantedRxs(visit, providers, this.#options.notes));
      return { wanted: rxs(false), begun: rxs(true) };
    }, signal);
  }

  /** What is asked for a moment later just as it was at first. */
  async #askAgain(first: Asked, signal: AbortSignal): Promise<Asked> {
    await this.#clock.sleep(SECOND_LOOK, signal);
    const { wanted, begun } = await this.#ask(signal);
    const before = contentsOf(first);
    const settled = (rxs: readonly WantedRx[]) => rxs.filter((rx) => before.has(JSON.stringify(rx)));
    return { wanted: settled(wanted), begun: settled(begun) };
  }

  #look(keys: readonly RxKey[], signal: AbortSignal): Promise<Confirmations> {
    return this.#openDental.read(async (reader) => {
      const asked = keys.flatMap((key) => {
        const parts = partsOf(key);
        return parts === undefined ? [] : [{ key, ...parts }];
      });
      const visits = await this.#book.find(
        reader,
        asked.map(({ visit }) => visit),
      );
      // A table without any row is one that is being filled or repaired, not a practice without visits.
      const isCredible = await this.#book.isFilled(reader);
      const answers = asked.map(({ key, visit, group }) => {
        const found = visits.get(visit);
        const answer = found === undefined ? 'cancelled' : confirmationOf(found, visit, group);
        return [key, answer === 'cancelled' && !isCredible ? undefined : answer] as const;
      });
      return new Map(answers.filter((pair): pair is [RxKey, RxConfirmation] => pair[1] !== undefined));
    }, signal);
  }
}

/** What became of the RX of a visit; undefined where the visit does not say, so that the RX stays. */
function confirmationOf(visit: BookedVisit, name: string, group: string): RxConfirmation | undefined {
  const still = visit.name === name && asksFor(visit, group) ? 'wanted' : 'cancelled';
  switch (visit.status) {
    case STATUS.complete:
      return 'over';
    case STATUS.broken:
    case STATUS.unscheduled:
      return 'cancelled';
    case STATUS.planned:
      return still;
    case STATUS.scheduled:
    case STATUS.asap:
      if (visit.daysAhead === undefined) return undefined;
      return visit.daysAhead < 0 || visit.begun ? 'over' : still;
    default:
      return undefined;
  }
}
