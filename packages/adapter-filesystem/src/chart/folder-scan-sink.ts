import type { Holding, LeftFile, Receipt, ScanDelivery, ScanSink } from '@chairside/core';
import { folderError, makeFolder, type KeyedLock, pathInside, throwIfStopped } from '@chairside/core/files';
import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { RootFolder } from '../files/root-folder.js';
import type { CapturesFolder } from './captures-folder.js';
import type { ChartFolders } from './chart-folders.js';
import type { PendingDeliveries } from './pending-deliveries.js';
import type { RevisionFolder } from './revision-folder.js';
import type { WithdrawDelivery } from './withdraw-delivery.js';
import type { WithdrawalNotes } from './withdrawal-notes.js';
import { conflict, standing } from './workspace.js';

export interface SinkParts {
  readonly root: RootFolder;
  readonly folders: ChartFolders;
  readonly revisions: RevisionFolder;
  readonly captures: CapturesFolder;
  readonly pending: PendingDeliveries;
  readonly withdrawals: WithdrawalNotes;
  readonly withdraw: WithdrawDelivery;
  /** Keeps what is done in one order's folder apart. */
  readonly lock: KeyedLock;
}

/** Files scans into a folder per patient. Paths of receipts are relative to `charts`, with `/`. */
export class FolderScanSink implements ScanSink {
  readonly #parts: SinkParts;
  #recovered: Promise<void> | undefined;

  constructor(parts: SinkParts) {
    this.#parts = parts;
  }

  /**
   * Removes what deliveries left behind that a kill cut off, before the first delivery of a process: only the service
   * delivers, and a command beside it must not disturb it.
   */
  async #recover(): Promise<void> {
    this.#recovered ??= this.#parts.pending.recover();
    try {
      await this.#recovered;
    } catch (error) {
      this.#recovered = undefined;
      throw error;
    }
  }

  async deliver(delivery: ScanDelivery, signal: AbortSignal): Promise<Receipt> {
    const { root, folders, revisions, captures, withdrawals, lock } = this.#parts;
    try {
      throwIfStopped(signal);
      await root.check();
      await this.#recover();
      const folder = await folders.ofOrder(delivery.order, delivery.patient);
      return await lock.run(folder, async () => {
        throwIfStopped(signal);
        const withdrawn = await withdrawals.read(delivery.key);
        if (withdrawn?.files.some((path) => path.startsWith(`${folder}/`)) === true)
          throw conflict('a person took this delivery out of the chart');
        await this.#make(folder);
        const scan = delivery.kind === 'scan';
        const filed = scan ? await revisions.file(folder, delivery, signal) : [];
        const pictures = scan ? delivery.files.filter((file) => file.from === 'captures') : delivery.files;
        return { key: delivery.key, files: [...filed, ...(await captures.file(folder, delivery, pictures, signal))] };
      });
    } catch (error) {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL', signal);
    }
  }

  /**
   * By their sizes. What was withdrawn is `removed`; another file that is gone is `missing`, whoever took it: a folder
   * does not tell a person's wish from an accident.
   */
  async holds(receipt: Receipt, signal: AbortSignal): Promise<Holding> {
    const { root, withdrawals } = this.#parts;
    try {
      await root.check();
      for (const file of receipt.files) {
        throwIfStopped(signal);
        const path = pathInside(root.path, file.path);
        const stats = path === undefined ? undefined : await standing(path);
        if (stats?.isFile() !== true || stats.size !== file.size)
          return (await withdrawals.read(receipt.key)) === undefined ? 'missing' : 'removed';
      }
      return 'held';
    } catch (error) {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL', signal);
    }
  }

  async withdraw(receipt: Receipt, signal: AbortSignal): Promise<readonly LeftFile[]> {
    try {
      throwIfStopped(signal);
      await this.#parts.root.check();
      await this.#recover();
      return await this.#parts.withdraw.run(receipt, signal);
    } catch (error) {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL', signal);
    }
  }

  async #make(folder: string): Promise<void> {
    const { path } = this.#parts.root;
    const order = join(path, ...folder.split('/'));
    await makeFolder(order);
    // A link among the folders must not lead a patient's files out of the charts.
    const back = relative(await realpath(path), await realpath(order));
    if (back.startsWith('..') || isAbsolute(back))
      throw conflict('a folder of the chart is a link that leads out of charts');
  }
}
