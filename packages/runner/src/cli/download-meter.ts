import type { ScanProgress } from '@chairside/core/flow';

const REDRAW_MS = 200;
const MEGABYTE = 1_000_000;

/** Shows the bytes of each download: one live line on a terminal, a line per finished download elsewhere. */
export class DownloadMeter {
  readonly #live = process.stderr.isTTY;
  readonly #running = new Map<string, { received: number; total: number | undefined }>();
  #drawnAt = 0;

  readonly progress: ScanProgress = ({ orderId }, asset, received, total) => {
    const name = `order ${orderId} ${asset}`;
    const ended = total !== undefined && received >= total;
    if (ended) {
      if (this.#running.delete(name)) this.#line(`${name}: ${megabytes(received)} received`);
      return;
    }
    this.#running.set(name, { received, total });
    this.#draw();
  };

  /** Leaves the terminal as it was. */
  end(): void {
    if (this.#live && this.#running.size > 0) process.stderr.write('\r\u001b[2K');
    this.#running.clear();
  }

  #line(text: string): void {
    process.stderr.write(`${this.#live ? '\r\u001b[2K' : ''}${text}\n`);
  }

  #draw(): void {
    const now = performance.now();
    if (!this.#live || now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    const parts = [...this.#running].map(
      ([name, { received, total }]) =>
        `${name}: ${megabytes(received)}${total === undefined ? '' : ` of ${megabytes(total)}`}`,
    );
    process.stderr.write(`\r\u001b[2K${parts.join(', ').slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1))}`);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
