import type { AssetKind, ScanOrder } from '../domain/order.js';
import type { ScanRecord, StagedScan } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ErrorClass } from '../errors/error-class.js';
import type { Clock } from '../ports/clock.js';
import type { ScanService } from '../ports/scan-service.js';
import type { FetchProgress, ScanStaging } from '../ports/scan-staging.js';
import type { ClinicPolicy } from './clinic-policy.js';

/** The list of single captures reaches back this far, milliseconds (iTero DPMS API, Get List of Screen Captures). */
export const CAPTURE_LIST_REACH = 90 * 24 * 60 * 60 * 1000;

/** Errors that say something of one call alone: what is known of the order will do. */
const OF_THE_CALL: readonly ErrorClass[] = ['permanent', 'not-ready'];

/** Told of the bytes of each download, for whoever watches. */
export type ScanProgress = (record: ScanRecord, ...progress: Parameters<FetchProgress>) => void;

/** Cloud -> staging: an order's files, downloaded, verified and extracted. */
export class FetchScan {
  readonly #service: ScanService;
  readonly #staging: ScanStaging;
  readonly #policy: ClinicPolicy;
  readonly #clock: Clock;
  readonly #progress: ScanProgress;

  constructor(service: ScanService, staging: ScanStaging, policy: ClinicPolicy, clock: Clock, progress: ScanProgress) {
    this.#service = service;
    this.#staging = staging;
    this.#policy = policy;
    this.#clock = clock;
    this.#progress = progress;
  }

  fetch(record: ScanRecord, signal: AbortSignal): Promise<StagedScan> {
    const sources = this.#kinds(record).map((kind) => ({
      kind,
      open: (range: Parameters<ScanService['openAsset']>[2], openSignal: AbortSignal) =>
        this.#service.openAsset(record.order, kind, range, openSignal),
    }));
    return this.#staging.fetchScan(
      stagingJob(record),
      sources,
      (...progress) => this.#progress(record, ...progress),
      signal,
    );
  }

  /** The order as the cloud shows it now; undefined where the cloud does not tell. */
  async order({ order }: ScanRecord, signal: AbortSignal): Promise<ScanOrder | undefined> {
    try {
      const found = await this.#lookUp(order, signal);
      // An RX may have several orders: a case that the lab sent back.
      return found?.orderId === order.orderId ? found : undefined;
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'UNEXPECTED', signal);
      if (OF_THE_CALL.includes(error.class)) return undefined;
      throw error;
    }
  }

  async #lookUp({ orderId, rxId, scannedAt, patient }: ScanOrder, signal: AbortSignal): Promise<ScanOrder | undefined> {
    if (rxId !== undefined) return this.#service.orderByRx(rxId, signal);
    const day = new Date(scannedAt);
    const chartNumber = patient.chartNumber === '' ? undefined : patient.chartNumber;
    for await (const page of this.#service.orders({ from: day, to: day, chartNumber }, signal)) {
      const found = page.find((each) => each.orderId === orderId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  holds(staged: StagedScan): Promise<boolean> {
    return this.#staging.holds(staged);
  }

  /** Captures come one by one by their own list, as a ZIP only where that list no longer reaches. */
  #kinds({ order }: ScanRecord): readonly AssetKind[] {
    const beyondTheList = Date.parse(order.scannedAt) < this.#clock.now() - CAPTURE_LIST_REACH;
    return this.#policy.scans.assets.filter((kind) => kind !== 'captures' || beyondTheList);
  }
}

/** The staging folder of an order, within its clinic's. */
export function stagingJob({ orderId }: { readonly orderId: string }): string {
  return orderId.replace(/[^A-Za-z0-9-]/g, (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}_`);
}
