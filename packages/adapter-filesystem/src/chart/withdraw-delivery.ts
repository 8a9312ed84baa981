import { ChairsideError, type LeftFile, type PlacedFile, type Receipt } from '@chairside/core';
import { errnoOf, hashFile, type KeyedLock, pathInside, replaceFile, throwIfStopped } from '@chairside/core/files';
import { readdir, realpath, rmdir } from 'node:fs/promises';
import { basename, isAbsolute, join, relative } from 'node:path';
import type { ChartFolders } from './chart-folders.js';
import { SCAN_RECORD } from './delivery-plan.js';
import { Quarantine } from './quarantine.js';
import { CURRENT, Current, currentContent, readRecord, ScanRecord } from './revision-records.js';
import type { WithdrawalNotes } from './withdrawal-notes.js';
import { conflict, standing } from './workspace.js';

const REVISION = /^r[1-9]\d*$/;

/** The folder above, with `/`; empty for one of the root. */
function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A record that is damaged, or somebody else's, says nothing, and stays where it is. */
function unlessDamaged(error: unknown): undefined {
  if (ChairsideError.is(error)) return undefined;
  throw error;
}

/** Takes a delivery out of the chart: its files, then what names them, then the folders that are empty by it. */
export class WithdrawDelivery {
  readonly #root: string;
  readonly #folders: ChartFolders;
  readonly #notes: WithdrawalNotes;
  readonly #quarantine: Quarantine;
  readonly #lock: KeyedLock;
  readonly #now: () => number;

  /** `lock` keeps deliveries and withdrawals of one order's folder apart. */
  constructor(root: string, folders: ChartFolders, notes: WithdrawalNotes, lock: KeyedLock, now: () => number) {
    this.#root = root;
    this.#folders = folders;
    this.#notes = notes;
    this.#quarantine = new Quarantine(root);
    this.#lock = lock;
    this.#now = now;
  }

  /**
   * Answers the files that are left to a person: those that somebody changed. May be called again after a crash in the
   * middle; once nothing was left it does nothing more, as what stands there by now is another delivery.
   */
  async run(receipt: Receipt, signal: AbortSignal): Promise<readonly LeftFile[]> {
    const paths = receipt.files.map(({ path }) => path);
    if (paths.some((path) => pathInside(this.#root, path) === undefined))
      throw conflict('a receipt leads out of charts');
    const revision = await this.#revisionOf(receipt);
    const order = above(revision ?? above(paths[0] ?? ''));
    return this.#lock.run(order, async () => {
      if ((await this.#notes.read(receipt.key))?.done === true) return [];
      // First, so that nothing of it is taken for lost, and brought back, when this is cut off.
      await this.#notes.write(receipt, false);
      const left: LeftFile[] = [];
      for (const file of receipt.files) {
        throwIfStopped(signal);
        const knownAs = await this.#take(file, signal);
        if (knownAs !== undefined) left.push({ path: file.path, knownAs });
      }
      if (revision !== undefined) await this.#takeRecords(receipt, revision, order);
      await this.#removeEmpty(paths.map(above), order);
      if (left.length === 0) await this.#notes.write(receipt, true);
      return left;
    });
  }

  /** How a person knows a file that is not as it was filed. */
  async #take({ path, size, sha256 }: PlacedFile, signal: AbortSignal): Promise<string | undefined> {
    const whole = join(this.#root, ...path.split('/'));
    const stats = await standing(whole);
    if (stats === undefined) return undefined;
    if (!stats.isFile() || stats.size !== size || (await hashFile(whole, signal)).sha256 !== sha256)
      return `the file ${basename(path)}, which somebody changed`;
    await this.#stayInside(above(path));
    await this.#quarantine.take(path);
    return undefined;
  }

  /** A link among the folders must not have files of elsewhere moved. */
  async #stayInside(folder: string): Promise<void> {
    const back = relative(await realpath(this.#root), await realpath(join(this.#root, ...folder.split('/'))));
    if (back.startsWith('..') || isAbsolute(back))
      throw conflict('a folder of the chart is a link that leads out of charts');
  }

  /** The folder of the revision that a receipt is of, also where its `scan.json` is away by now; a capture has none. */
  async #revisionOf({ key, files }: Receipt): Promise<string | undefined> {
    const seen = new Set<string>();
    for (const { path } of files) {
      for (let folder = above(path); folder !== '' && !seen.has(folder); folder = above(folder)) {
        seen.add(folder);
        if (!REVISION.test(basename(folder))) continue;
        const record = `${folder}/${SCAN_RECORD}`;
        for (const place of [join(this.#root, ...record.split('/')), this.#quarantine.placeOf(record)])
          if ((await this.#recordAt(place))?.key === key) return folder;
      }
    }
    return undefined;
  }

  async #recordAt(path: string): Promise<{ readonly key: string } | undefined> {
    return readRecord(path, ScanRecord, SCAN_RECORD).catch(unlessDamaged);
  }

  /** `scan.json` goes last: by it a withdrawal that was cut off finds the revision again. */
  async #takeRecords({ key }: Receipt, revision: string, order: string): Promise<void> {
    const path = `${order}/${CURRENT}`;
    const whole = join(this.#root, ...path.split('/'));
    const current = await readRecord(whole, Current, CURRENT).catch(unlessDamaged);
    if (current !== undefined && `r${current.revision}` === basename(revision)) {
      const newest = await this.#newestBut(basename(revision), order);
      if (newest === undefined) await this.#quarantine.take(path);
      else await replaceFile(whole, currentContent(current.orderId, newest, this.#now()));
    }
    const record = `${revision}/${SCAN_RECORD}`;
    if ((await this.#recordAt(join(this.#root, ...record.split('/'))))?.key === key)
      await this.#quarantine.take(record);
  }

  /** The newest complete revision of an order beside one that goes. */
  async #newestBut(going: string, order: string): Promise<number | undefined> {
    const folder = join(this.#root, ...order.split('/'));
    const names = (await readdir(folder)).filter((name) => REVISION.test(name) && name !== going);
    const newestFirst = names.map((name) => Number(name.slice(1))).toSorted((one, other) => other - one);
    for (const number of newestFirst)
      if ((await this.#recordAt(join(folder, `r${number}`, SCAN_RECORD))) !== undefined) return number;
    return undefined;
  }

  /** From the files' folders up to the order's and those above it, but never the patient's own. */
  async #removeEmpty(folders: readonly string[], order: string): Promise<void> {
    for (const start of [...new Set(folders)].toSorted((one, other) => other.length - one.length)) {
      for (let folder = start; folder !== ''; folder = above(folder)) {
        const outside = !folder.startsWith(`${order}/`);
        if (outside && (await this.#folders.isPatients(folder))) break;
        if (!(await this.#removed(folder))) break;
      }
    }
  }

  /** A folder that holds anything stays, as one does that the system does not let go. */
  async #removed(folder: string): Promise<boolean> {
    try {
      await rmdir(join(this.#root, ...folder.split('/')));
      return true;
    } catch (error) {
      return errnoOf(error) === 'ENOENT';
    }
  }
}
