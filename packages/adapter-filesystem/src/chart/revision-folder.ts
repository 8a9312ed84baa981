import type { PlacedFile, ScanDelivery } from '@chairside/core';
import { hashFile, makeFolder, renameFile, replaceFile, syncFolder } from '@chairside/core/files';
import { dirname, join } from 'node:path';
import { planRevision, SCAN_RECORD, type PlannedFile } from './delivery-plan.js';
import type { PendingDeliveries } from './pending-deliveries.js';
import { CURRENT, Current, currentContent, readRecord, ScanRecord } from './revision-records.js';
import { conflict, standing, Workspace } from './workspace.js';

function recordOf(delivery: ScanDelivery, files: readonly PlannedFile[], now: number): string {
  // Addresses of the cloud expire; they are no part of what was filed.
  const { assets: _assets, ...order } = delivery.order;
  const { key, revision, patient } = delivery;
  const listed = files.map(({ path, staged: { name, size, sha256, media, from } }) => ({
    path,
    name,
    size,
    sha256,
    media,
    from,
  }));
  const filedAt = new Date(now).toISOString();
  return `${JSON.stringify({ version: 1, key, orderId: order.orderId, revision, filedAt, patient, order, files: listed }, null, 2)}\n`;
}

/**
 * Files one revision into `rN`. Its `scan.json` comes last: a revision without one was cut off, and is completed by the
 * same delivery.
 */
export class RevisionFolder {
  readonly #root: string;
  readonly #pending: PendingDeliveries;
  readonly #now: () => number;

  constructor(root: string, pending: PendingDeliveries, now: () => number) {
    this.#root = root;
    this.#pending = pending;
    this.#now = now;
  }

  /** `folder` is the order's, relative to the charts root, with `/`. Idempotent by the delivery's key. */
  async file(folder: string, delivery: ScanDelivery, signal: AbortSignal): Promise<readonly PlacedFile[]> {
    const name = `r${delivery.revision}`;
    const order = join(this.#root, ...folder.split('/'));
    const place = join(order, name);
    const plan = planRevision(delivery.files);
    const there = await standing(place);
    if (there !== undefined && !there.isDirectory()) throw conflict(`${name} is no folder`);
    const committed = await readRecord(
      join(place, SCAN_RECORD),
      ScanRecord,
      `${name}/${SCAN_RECORD} is not Chairside's`,
    );
    if (committed !== undefined && committed.key !== delivery.key) throw conflict(`${name} holds another delivery`);
    const recorded = committed && new Map(committed.files.map((file) => [file.path, file]));
    const missing = await this.#missing(place, plan, recorded, signal);
    if (committed !== undefined && missing.length === 0) await this.#point(order, delivery);
    else {
      const first = { name: SCAN_RECORD, content: recordOf(delivery, plan, this.#now()) };
      const where = { root: this.#root, folder, name };
      await Workspace.use(where, delivery.key, this.#pending, first, async (workspace) => {
        await workspace.fill(missing, signal);
        const paths = missing.map(({ path }) => path);
        await this.#commit(workspace, place, paths, committed === undefined, there === undefined);
        await this.#point(order, delivery);
      });
    }
    return plan.map((planned) => {
      const { size, sha256 } = missing.includes(planned)
        ? planned.staged
        : (recorded?.get(planned.path) ?? planned.staged);
      return { path: `${folder}/${name}/${planned.path}`, size, sha256 };
    });
  }

  /** Moves everything into place, `scan.json` last. */
  async #commit(
    workspace: Workspace,
    place: string,
    paths: readonly string[],
    record: boolean,
    fresh: boolean,
  ): Promise<void> {
    if (fresh && process.platform !== 'win32') {
      await renameFile(workspace.path, place);
      await syncFolder(dirname(place));
      return;
    }
    await makeFolder(place);
    await workspace.moveTo(place, paths);
    if (record) await workspace.moveTo(place, [SCAN_RECORD]);
  }

  /**
   * What does not stand there yet. A file that stands in a place of ours must be ours: as `scan.json` recorded it, since
   * the same export, made again, carries another time in its documents; before that, byte for byte as it is delivered.
   */
  async #missing(
    place: string,
    plan: readonly PlannedFile[],
    recorded: ReadonlyMap<string, { readonly size: number }> | undefined,
    signal: AbortSignal,
  ): Promise<readonly PlannedFile[]> {
    const missing: PlannedFile[] = [];
    for (const planned of plan) {
      const path = join(place, ...planned.path.split('/'));
      const stats = await standing(path);
      if (stats === undefined) {
        missing.push(planned);
        continue;
      }
      const { size, sha256 } = planned.staged;
      const ours = recorded?.get(planned.path);
      const same =
        stats.isFile() &&
        stats.size === (ours?.size ?? size) &&
        (ours !== undefined || (await hashFile(path, signal)).sha256 === sha256);
      if (!same) throw conflict('the name of a file is taken');
    }
    return missing;
  }

  async #point(order: string, delivery: ScanDelivery): Promise<void> {
    const path = join(order, CURRENT);
    const { orderId } = delivery.order;
    const { revision } = delivery;
    const known = await readRecord(path, Current, `${CURRENT} is not Chairside's`);
    if (known !== undefined && known.orderId !== orderId) throw conflict(`${CURRENT} names another order`);
    if (known !== undefined && known.revision >= revision) return;
    await replaceFile(path, currentContent(orderId, revision, this.#now()));
  }
}
