import type { RxId } from '../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { ScanService } from '../ports/scan-service.js';
import { ScanWriter } from './scan-writer.js';

/** How often a notification may have the same order's export looked at again. */
const LOOK_AGAIN = 10 * 60 * 1000;

/**
 * What a webhook's call does besides waking the poll. It may be late, doubled or forged, so it is believed nothing: a
 * known order's export is looked at again, at most every 10 minutes.
 */
export class TakeNotification {
  readonly #ledger: ClinicLedger;
  readonly #service: ScanService;
  readonly #clock: Clock;
  readonly #writer: ScanWriter;

  constructor(ledger: ClinicLedger, service: ScanService, clock: Clock) {
    this.#ledger = ledger;
    this.#service = service;
    this.#clock = clock;
    this.#writer = new ScanWriter(ledger, clock);
  }

  async run(rxId: RxId, signal: AbortSignal): Promise<void> {
    const order = await this.#service.orderByRx(rxId, signal);
    const scan = order === undefined ? undefined : await this.#ledger.scans.get(order.orderId);
    if (scan === undefined || scan.state !== 'filed') return;
    const now = this.#clock.now();
    await this.#writer.write(scan, { state: 'listed', dueAt: Math.max(now, (scan.fetchedAt ?? 0) + LOOK_AGAIN) });
  }
}
