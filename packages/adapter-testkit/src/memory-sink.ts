import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  ChairsideError,
  type Holding,
  type LeftFile,
  type PlacedFile,
  type Receipt,
  type ScanDelivery,
  type ScanSink,
  type StagedFile,
} from '@chairside/core';

/** Keeps names, sizes and hashes of what was filed, not the files. Reads each file, so that a wrong hash shows. */
export class MemorySink implements ScanSink {
  /** The key of every call of `deliver` that came to its end, in their order. */
  readonly calls: string[] = [];
  readonly #deliveries = new Map<string, ScanDelivery>();
  readonly #chart = new Map<string, PlacedFile>();
  readonly #removed = new Set<string>();
  readonly #left = new Set<string>();
  /** By key. */
  readonly #withdrawn = new Set<string>();

  /** What was filed, by key: each once, however often it was delivered. */
  get deliveries(): ReadonlyMap<string, ScanDelivery> {
    return this.#deliveries;
  }

  /** All files in all charts, by path. */
  get chart(): ReadonlyMap<string, PlacedFile> {
    return this.#chart;
  }

  /** The chart loses a file. */
  lose(path: string): void {
    this.#chart.delete(path);
  }

  /** Somebody deletes a file from a chart who does not want it there. */
  remove(path: string): void {
    this.#chart.delete(path);
    this.#removed.add(path);
  }

  /** Throws CHART_CONFLICT when a key comes with another content, CHART_READ_BACK when a file is not what it is said to be. */
  async deliver(delivery: ScanDelivery, _signal: AbortSignal): Promise<Receipt> {
    const files = await Promise.all(delivery.files.map((file) => this.#place(delivery, file)));
    for (const { path, sha256 } of files) {
      const present = this.#chart.get(path);
      if (present !== undefined && present.sha256 !== sha256) throw new ChairsideError('CHART_CONFLICT');
    }
    const wanted = this.#withdrawn.has(delivery.key) ? [] : files.filter(({ path }) => !this.#removed.has(path));
    for (const file of wanted) this.#chart.set(file.path, file);
    this.#deliveries.set(delivery.key, this.#deliveries.get(delivery.key) ?? delivery);
    this.calls.push(delivery.key);
    return { key: delivery.key, files };
  }

  async holds({ key, files }: Receipt, _signal: AbortSignal): Promise<Holding> {
    if (this.#withdrawn.has(key)) return 'removed';
    const gone = files.filter(({ path, size }) => this.#chart.get(path)?.size !== size);
    if (gone.length === 0) return 'held';
    return gone.every(({ path }) => this.#removed.has(path)) ? 'removed' : 'missing';
  }

  /** Takes files out of the chart; what `leave` names stays until somebody removes it. */
  async withdraw({ key, files }: Receipt, _signal: AbortSignal): Promise<readonly LeftFile[]> {
    const there = files.filter(({ path }) => this.#chart.has(path));
    this.#withdrawn.add(key);
    for (const { path } of there) if (!this.#left.has(path)) this.#chart.delete(path);
    return there.filter(({ path }) => this.#left.has(path)).map(({ path }) => ({ path, knownAs: `document ${path}` }));
  }

  /** From now on only somebody else can take this file out of the chart. */
  leave(path: string): void {
    this.#left.add(path);
  }

  async #place({ kind, patient, order, revision }: ScanDelivery, file: StagedFile): Promise<PlacedFile> {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of createReadStream(file.path)) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
    const sha256 = hash.digest('hex');
    if (size !== file.size || sha256 !== file.sha256) throw new ChairsideError('CHART_READ_BACK');
    const folder = kind === 'capture' ? 'captures' : `r${revision}`;
    return { path: `${patient.ref}/${order.orderId}/${folder}/${file.name}`, size, sha256 };
  }
}
