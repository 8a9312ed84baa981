import type { ScanProgress } from '@chairside/core/flow';

/** Tells everybody who listens of the bytes that arrive. */
export class DownloadProgress {
  readonly #listeners: ScanProgress[] = [];

  listen(listener: ScanProgress): void {
    this.#listeners.push(listener);
  }

  readonly tell: ScanProgress = (...progress) => {
    for (const listener of this.#listeners) listener(...progress);
  };
}
