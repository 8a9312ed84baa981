import type { AssetKind } from '../domain/order.js';
import type { ScanRecord, StagedScan } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ScanService } from '../ports/scan-service.js';
import type { FetchProgress, ScanStaging } from '../ports/scan-staging.js';
import type { ClinicPolicy } from './clinic-policy.js';

/** The list of single captures reaches back this far, milliseconds (iTero DPMS API, Get List of Screen Captures). */
export const CAPTURE_LIST_REACH = 90 * 24 * 60 * 60 * 1000;

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
