import { MemorySink } from '@chairside/adapter-testkit';
import type { Holding, Receipt, ScanDelivery, ScanSink } from '@chairside/core';

/** The chart of a DPMS that puts each file into it when somebody opens the file for the first time. */
export class LazySink implements ScanSink {
  readonly chart = new MemorySink();
  readonly #opened = new Set<string>();
  /** How often it was asked how a receipt is now. */
  looks = 0;

  /** A person opens files; all where none are named. */
  open(...paths: readonly string[]): void {
    for (const path of paths.length > 0 ? paths : this.chart.chart.keys()) this.#opened.add(path);
  }

  async deliver(delivery: ScanDelivery, signal: AbortSignal): Promise<Receipt> {
    return this.#asItIs(await this.chart.deliver(delivery, signal));
  }

  holds(receipt: Receipt, signal: AbortSignal): Promise<Holding> {
    return this.chart.holds(receipt, signal);
  }

  async settle(receipt: Receipt): Promise<Receipt> {
    this.looks += 1;
    return this.#asItIs(receipt);
  }

  #asItIs({ key, files }: Receipt): Receipt {
    const pending = files.map(({ path }) => path).filter((path) => !this.#opened.has(path));
    return pending.length === 0 ? { key, files } : { key, files, pending };
  }
}
