import type { OrderId, RxId } from '../domain/ids.js';
import type { ScanRecord } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import { lookAgainAt } from './look-again.js';
import { awaitsImport } from './pending-import.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';

/**
 * What a webhook's call does besides waking the poll. It may be late, doubled or forged, so it is believed nothing: a
 * known order's export is looked at again, at most every 10 minutes.
 */
export class TakeNotification {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #writer: ScanWriter;

  constructor(ledger: ClinicLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#writer = new ScanWriter(ledger, clock);
  }

  /** May be called for an RX that nobody knows; asks nothing of the cloud. */
  async run(rxId: RxId): Promise<void> {
    for (const { orderId } of await this.#ledger.scans.byRxId(rxId)) await this.#lookAgain(orderId);
  }

  async #lookAgain(orderId: OrderId): Promise<void> {
    for (;;) {
      const scan = await this.#ledger.scans.get(orderId);
      const patch = scan && this.#patch(scan);
      if (scan === undefined || patch === undefined || (await this.#writer.write(scan, patch)) !== undefined) return;
    }
  }

  /** The time of the next look alone. Undefined where the order is fetched anyway, or waits for a person. */
  #patch(scan: ScanRecord): ScanPatch | undefined {
    const now = this.#clock.now();
    if (scan.state === 'filed') return scan.dueAt === undefined ? { dueAt: lookAgainAt(scan, now) } : undefined;
    const { notifiedAt = 0, fetchedAt = 0 } = scan;
    if (awaitsImport(scan))
      return notifiedAt > fetchedAt ? undefined : { notifiedAt: now, dueAt: lookAgainAt(scan, now) };
    // What is being fetched may be the files from before.
    return scan.state === 'downloading' || scan.state === 'verified' ? { notifiedAt: now } : undefined;
  }
}
