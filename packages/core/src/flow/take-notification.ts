import type { RxId } from '../domain/ids.js';
import type { ScanRecord } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { ScanService } from '../ports/scan-service.js';
import { lookAgainAt } from './look-again.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';

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
    if (order === undefined) return;
    for (;;) {
      const scan = await this.#ledger.scans.get(order.orderId);
      const patch = scan && this.#patch(scan);
      if (scan === undefined || patch === undefined || (await this.#writer.write(scan, patch)) !== undefined) return;
    }
  }

  /** Undefined where the order is fetched anyway, or waits for a person. */
  #patch(scan: ScanRecord): ScanPatch | undefined {
    const now = this.#clock.now();
    if (scan.state === 'filed') return { state: 'listed', dueAt: lookAgainAt(scan, now) };
    // What is being fetched may be the files from before.
    return scan.state === 'downloading' || scan.state === 'verified' ? { notifiedAt: now } : undefined;
  }
}
