import { ChairsideError, type ScanDelivery } from '@chairside/core';
import { renameFile, syncFolder, throwIfStopped } from '@chairside/core/files';
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deliveryMark, type DeliveryNote, type DeliveryNotes } from './delivery-notes.js';
import { followFolder } from './follow-folder.js';
import type { PresentChart } from './image-charts.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import { filesIn, makePatientFolder } from './patient-folder.js';
import { findStanding, isNameOf, rowsOf, type OwnFile } from './standing-file.js';
import { targetFiles, type TargetFile } from './target-files.js';
import { writeCopy } from './write-copy.js';

type NotedFile = DeliveryNote['files'][number];

/** A file that is still to be written, and under which name first. */
interface Work {
  readonly target: TargetFile;
  readonly temporary: string;
}

/** Open Dental ignores names that begin with a dot. */
function temporaryName(key: string, index: number): string {
  return `.chairside-${deliveryMark(key).slice(0, 12)}-${index}.tmp`;
}

function noted({ name, prefix, size, sha256 }: OwnFile): NotedFile {
  return { name, prefix, size, sha256 };
}

/**
 * Finds out how far a delivery came that was cut off, and removes what it left half-done. Its files without a temporary
 * name came into the chart, whatever a person has done with them since.
 */
export async function settle(root: string, notes: DeliveryNotes, note: DeliveryNote): Promise<DeliveryNote> {
  const folder = join(root, note.folder);
  const names = note.ready ? await filesIn(folder) : undefined;
  const files = note.files.map((file) => {
    const { temporary } = file;
    const renamed = temporary !== undefined && names?.includes(temporary) === false;
    return renamed ? noted(file) : file;
  });
  const settled = { ...note, ready: false, files };
  await notes.write(settled);
  for (const { temporary } of files) if (temporary !== undefined) await rm(join(folder, temporary), { force: true });
  return settled;
}

/** Puts the files of a delivery into a patient's folder, and notes each step before it is done. */
export class DeliveryPlacer {
  readonly #options: ImageFolderOptions;

  constructor(options: ImageFolderOptions) {
    this.#options = options;
  }

  /**
   * Resolves when every file is durable in the chart; files of the delivery that came there before are left as they are,
   * or gone. `known` is the note of a delivery that was cut off.
   */
  async place(
    delivery: ScanDelivery,
    chart: PresentChart,
    notes: DeliveryNotes,
    known: DeliveryNote | undefined,
    signal: AbortSignal,
  ): Promise<DeliveryNote> {
    const { folder } = chart;
    const root = chart.root.path;
    const settled = known && (await settle(root, notes, known));
    const came = settled?.files.filter(({ temporary }) => temporary === undefined) ?? [];
    const targets = targetFiles(delivery, chart, this.#options);
    const open = targets.filter(({ tail }) => !came.some(({ name }) => name.endsWith(` ${tail}`)));
    if (targets.length > 0) await makePatientFolder(root, folder);
    const followed = settled && (await followFolder(root, { ...settled, files: came }, chart, signal));
    const { found, work } = await this.#sort(open, delivery.key, chart, signal);
    const note: DeliveryNote = {
      version: 1,
      key: delivery.key,
      patient: delivery.patient.ref,
      folder,
      ready: false,
      files: [
        ...(followed?.files ?? []),
        ...found,
        ...work.map(({ target, temporary }) => ({ ...noted(target), temporary })),
      ],
    };
    await notes.write(note);
    await this.#bring(join(root, folder), work, { ...note, ready: true }, notes, signal);
    const filed = { ...note, files: note.files.map(noted) };
    await notes.finish(filed);
    return filed;
  }

  /** Which files came into the chart before, though there is no note of it, and which are to be written. */
  async #sort(
    targets: readonly TargetFile[],
    key: string,
    { root, folder, documents }: PresentChart,
    signal: AbortSignal,
  ): Promise<{ readonly found: readonly NotedFile[]; readonly work: readonly Work[] }> {
    const found: NotedFile[] = [];
    const work: Work[] = [];
    for (const [index, target] of targets.entries()) {
      const standing = await findStanding(root.path, [folder], target, signal);
      // A row without its file: somebody removed that.
      if (standing.kind === 'same' || rowsOf(target, documents).length > 0) found.push(noted(target));
      else if (standing.kind === 'other')
        throw new ChairsideError('CHART_CONFLICT', { detail: 'the name of a file is taken' });
      else work.push({ target, temporary: temporaryName(key, index) });
    }
    return { found, work };
  }

  async #bring(
    folder: string,
    work: readonly Work[],
    ready: DeliveryNote,
    notes: DeliveryNotes,
    signal: AbortSignal,
  ): Promise<void> {
    if (work.length === 0) return;
    await this.#write(folder, work, signal);
    await notes.write(ready);
    for (const { target, temporary } of work) await moveInto(folder, temporary, `${target.prefix}${target.name}`);
    await syncFolder(folder);
    await this.#check(folder, work);
  }

  /** All under their temporary names, durable and read back; or none. */
  async #write(folder: string, work: readonly Work[], signal: AbortSignal): Promise<void> {
    try {
      for (const { target, temporary } of work) {
        throwIfStopped(signal);
        await rm(join(folder, temporary), { force: true });
        await writeCopy(target, join(folder, temporary), signal);
      }
      await syncFolder(folder);
    } catch (error) {
      // A full disk needs the room at once; what cannot be removed now goes with the next try.
      for (const { temporary } of work) await rm(join(folder, temporary), { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** Whether the folder says so too, under whatever name by now. */
  async #check(folder: string, work: readonly Work[]): Promise<void> {
    const names = (await filesIn(folder)) ?? [];
    const missing = work.some(({ target }) => !names.some((name) => isNameOf(target, name)));
    if (missing) throw new ChairsideError('CHART_READ_BACK', { detail: 'a file is not where it was put' });
  }
}

/** Never onto another file: throws CHART_CONFLICT. */
async function moveInto(folder: string, from: string, to: string): Promise<void> {
  const taken = await lstat(join(folder, to)).then(
    () => true,
    () => false,
  );
  if (taken) throw new ChairsideError('CHART_CONFLICT', { detail: 'the name of a file is taken' });
  // A rename in one step: with a second link in between, Open Dental could take the file twice.
  await renameFile(join(folder, from), join(folder, to));
}
