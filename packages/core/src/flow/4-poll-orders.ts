import { contentDigest } from '../domain/digest.js';
import type { OrderId } from '../domain/ids.js';
import type { ScanOrder } from '../domain/order.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanService } from '../ports/scan-service.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { orderFingerprint } from './fingerprint.js';
import { TakeOrder } from './take-order.js';

const DAY = 24 * 60 * 60 * 1000;
/** How far a poll looks back behind the last one: an order is listed only some time after it was scanned. */
const OVERLAP = 2 * DAY;
const CURSOR = 'orders';

/** What the polls of a pairing have covered, milliseconds since 1970. */
interface Polled {
  readonly pairedAt: number;
  readonly until: number;
  readonly sweptAt: number;
}

/** When this clinic was paired, now and first. */
export interface PairingTimes {
  readonly pairedAt: number;
  readonly firstPairedAt: number;
}

/** Cloud -> ledger: new and changed orders. Polling is the truth; an order that is absent is never dropped. */
export class PollOrders {
  readonly #service: ScanService;
  readonly #ledger: ClinicLedger;
  readonly #policy: ClinicPolicy;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #take: TakeOrder;

  constructor(service: ScanService, ledger: ClinicLedger, policy: ClinicPolicy, clock: Clock, logger: Logger) {
    this.#service = service;
    this.#ledger = ledger;
    this.#policy = policy;
    this.#clock = clock;
    this.#logger = logger;
    this.#take = new TakeOrder(ledger, clock, logger);
  }

  /**
   * Reads the orders since the last complete poll; once in `poll.sweep`, those of the whole `scans.lookback`. The first
   * poll reads from `scans.since`, the first after a re-pairing at least the `lookback`. Answers how many were new or changed.
   */
  async run(pairing: PairingTimes, signal: AbortSignal): Promise<number> {
    const now = this.#clock.now();
    const since = this.#since(pairing);
    const inReview = new Set(await this.#ledger.scans.orderIds(['review']));
    const polled = await this.#polled();
    const lookback = now - this.#policy.scans.lookback;
    // A poll of the future was made by a clock that has been put right since.
    const current = polled?.pairedAt === pairing.pairedAt && polled.until <= now ? polled : undefined;
    const sweeping = current === undefined || now - current.sweptAt >= this.#policy.poll.sweep;
    const onward = (polled?.until ?? now) - OVERLAP;
    const from = polled === undefined ? since : sweeping ? Math.min(lookback, onward) : onward;
    let changed = 0;
    const span = { from: new Date(Math.max(since, from)), to: new Date(now) };
    for await (const page of this.#service.orders(span, signal)) {
      // An order whose date cannot be read is no older than anything.
      const wanted = page.filter((order) => !(Date.parse(order.scannedAt) < since));
      changed += await this.#takePage(wanted, inReview);
    }
    const next: Polled = { pairedAt: pairing.pairedAt, until: now, sweptAt: sweeping ? now : current.sweptAt };
    await this.#ledger.commit({ cursors: { [CURSOR]: JSON.stringify(next) } });
    if (changed > 0) this.#logger.info('Orders are new or changed', { count: changed });
    return changed;
  }

  /** Nothing scanned earlier is fetched: `scans.since`, or the beginning of the day of the first pairing. */
  #since({ firstPairedAt }: PairingTimes): number {
    return this.#policy.scans.since ?? Math.floor(firstPairedAt / DAY) * DAY;
  }

  async #polled(): Promise<Polled | undefined> {
    const stored = await this.#ledger.cursor(CURSOR);
    return stored === undefined ? undefined : (JSON.parse(stored) as Polled);
  }

  async #takePage(page: readonly ScanOrder[], inReview: ReadonlySet<OrderId>): Promise<number> {
    const known = await this.#ledger.scans.fingerprints(page.map((order) => order.orderId));
    const renamed = await this.#renamed(page.filter(({ orderId }) => inReview.has(orderId)));
    const changed = page.filter(
      (order) => renamed.has(order.orderId) || known.get(order.orderId) !== orderFingerprint(order),
    );
    const fresh = changed.filter((order) => !known.has(order.orderId));
    // One transaction for a page of new orders; alone where another process was faster with one of them.
    const together = fresh.length > 0 && (await this.#take.insert(fresh));
    for (const order of together ? changed.filter(({ orderId }) => known.has(orderId)) : changed)
      await this.#take.take(order);
    return changed.length;
  }

  /** Those in the review inbox whose chart number or name was changed at the cloud: it may be clear now whose they are. */
  async #renamed(orders: readonly ScanOrder[]): Promise<ReadonlySet<OrderId>> {
    const renamed = new Set<OrderId>();
    for (const { orderId, patient } of orders) {
      const record = await this.#ledger.scans.get(orderId);
      if (record !== undefined && contentDigest(record.order.patient) !== contentDigest(patient)) renamed.add(orderId);
    }
    return renamed;
  }
}
