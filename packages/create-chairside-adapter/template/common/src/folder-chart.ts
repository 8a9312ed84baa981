import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
import {
  copyDurably,
  errnoOf,
  folderError,
  hashFile,
  makeFolder,
  moveWithoutReplacing,
  renameFile,
  syncFolder,
  throwIfStopped,
} from '@chairside/core/files';

/** A folder for each patient, in it one for each order, in it one for each revision. Put your own chart in its place. */
export class FolderChart implements ScanSink {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Throws CHART_UNREACHABLE. An absent folder is a share that is away, and never made anew. */
  async mustBeThere(): Promise<void> {
    await stat(this.#root).catch((error: unknown) => {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL');
    });
  }

  async deliver(delivery: ScanDelivery, signal: AbortSignal): Promise<Receipt> {
    const { key, files } = delivery;
    const placed = files.map((file, index) => placeOf(delivery, file, index));
    const incoming = join(this.#root, '.incoming', mark(key));
    try {
      await this.mustBeThere();
      // What a crash left of an earlier try.
      await rm(incoming, { recursive: true, force: true });
      await makeFolder(incoming);
      for (const [index, file] of files.entries()) {
        throwIfStopped(signal);
        await copyWhole(file, join(incoming, String(index)), signal);
      }
      for (const [index, file] of placed.entries()) await this.#place(join(incoming, String(index)), file);
      return { key, files: placed };
    } catch (error) {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL', signal);
    } finally {
      await rm(incoming, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async holds({ files }: Receipt, signal: AbortSignal): Promise<Holding> {
    await this.mustBeThere();
    for (const file of files) if (!(await this.#stands(file, signal))) return 'missing';
    return 'held';
  }

  /** Nothing is deleted: what is taken out waits in a hidden folder. */
  async withdraw({ key, files }: Receipt, signal: AbortSignal): Promise<readonly LeftFile[]> {
    const away = join(this.#root, '.withdrawn', mark(key));
    try {
      await this.mustBeThere();
      await makeFolder(away);
      for (const [index, { path }] of files.entries()) {
        throwIfStopped(signal);
        await renameFile(join(this.#root, path), join(away, String(index))).catch((error: unknown) => {
          if (errnoOf(error) !== 'ENOENT') throw error;
        });
      }
      return [];
    } catch (error) {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL', signal);
    }
  }

  async #place(from: string, file: PlacedFile): Promise<void> {
    const to = join(this.#root, file.path);
    const folder = join(to, '..');
    await makeFolder(folder);
    try {
      await moveWithoutReplacing(from, to);
      await syncFolder(folder);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      const there = await hashFile(to);
      if (there.sha256 !== file.sha256) throw new ChairsideError('CHART_CONFLICT');
    }
  }

  async #stands({ path, size, sha256 }: PlacedFile, signal: AbortSignal): Promise<boolean> {
    try {
      const there = await hashFile(join(this.#root, path), signal);
      return there.size === size && there.sha256 === sha256;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL', signal);
    }
  }
}

/** Copies a staged file and reads the copy back. */
async function copyWhole(file: StagedFile, to: string, signal: AbortSignal): Promise<void> {
  await copyDurably(file.path, to);
  const { size, sha256 } = await hashFile(to, signal);
  if (size !== file.size || sha256 !== file.sha256) throw new ChairsideError('CHART_READ_BACK');
}

/** Always the same place for the same delivery; no two files share one. */
function placeOf({ kind, patient, order, revision }: ScanDelivery, file: StagedFile, index: number): PlacedFile {
  const folder = kind === 'scan' ? `r${revision}` : 'captures';
  const first = kind === 'scan' ? String(index + 1) : file.sha256.slice(0, 12);
  const { size, sha256 } = file;
  return { path: `${safe(patient.ref)}/${safe(order.orderId)}/${folder}/${first}-${safe(file.name)}`, size, sha256 };
}

/** A part of a path that every file system takes; what comes from outside is never a path. */
function safe(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9_.-]/g, '_')
    .replaceAll(/^\.+|\.+$/g, '_')
    .slice(-80);
}

function mark(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
