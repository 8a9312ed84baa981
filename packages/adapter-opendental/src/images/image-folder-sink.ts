import {
  ChairsideError,
  type ClinicId,
  type Holding,
  type LeftFile,
  type PatientRef,
  type PlacedFile,
  type Receipt,
  type ScanDelivery,
  type ScanSink,
} from '@chairside/core';
import { folderError, KeyedLock, pathInside, throwIfStopped } from '@chairside/core/files';
import { DeliveryNotes, type DeliveryNote } from './delivery-notes.js';
import { followFolder } from './follow-folder.js';
import type { ImageCharts, PatientChart } from './image-charts.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import { DeliveryPlacer, settle } from './place-delivery.js';
import { removeProbes } from './probe-images.js';
import { findStanding, type OwnFile } from './standing-file.js';
import { withdrawFiles } from './withdraw-files.js';

/** A file of a receipt, as Open Dental may know it by now. */
interface ReceivedFile extends PlacedFile {
  readonly file: OwnFile;
  /** Relative to the root, with `/`. */
  readonly folder: string;
}

function receiptOf({ key, folder, files }: DeliveryNote): Receipt {
  const placed = files.map(({ prefix, name, size, sha256 }) => ({ path: `${folder}/${prefix}${name}`, size, sha256 }));
  return { key, files: placed };
}

/** What a receipt says by itself, without the note of its delivery. */
function readReceipt(root: string, { files }: Receipt): readonly ReceivedFile[] {
  return files.map(({ path, size, sha256 }) => {
    const at = path.lastIndexOf('/');
    if (at < 1 || pathInside(root, path) === undefined)
      throw new ChairsideError('CHART_FOLDER_REFUSED', { detail: 'a receipt leads out of the image folder' });
    const [prefix = ''] = /^(?:_\d+_)?/.exec(path.slice(at + 1)) ?? [];
    const name = path.slice(at + 1 + prefix.length);
    return { path, size, sha256, folder: path.slice(0, at), file: { name, prefix, size, sha256 } };
  });
}

/**
 * Files scans in Open Dental by its image folder: a file that is dropped there becomes a document when somebody next opens
 * the patient's Imaging module. Nothing is written to the database. Paths of receipts are relative to the image folder.
 */
export class ImageFolderSink implements ScanSink {
  readonly #charts: ImageCharts;
  readonly #placer: DeliveryPlacer;
  readonly #clinic: ClinicId;
  readonly #lock = new KeyedLock();
  /** The image folders from which this process has removed what a kill left behind. */
  readonly #recovered = new Set<string>();

  constructor(charts: ImageCharts, options: ImageFolderOptions, clinic: ClinicId) {
    this.#charts = charts;
    this.#clinic = clinic;
    this.#placer = new DeliveryPlacer(options);
  }

  /** Throws CHART_… and DATABASE_… errors. */
  async deliver(delivery: ScanDelivery, signal: AbortSignal): Promise<Receipt> {
    return this.#work(signal, async () => {
      const chart = await this.#charts.open(delivery.patient.ref, signal);
      const { folder, root } = chart;
      if (folder === undefined) throw new ChairsideError('CHART_PATIENT_GONE');
      const notes = new DeliveryNotes(root.path, this.#clinic);
      await this.#recover(root.path, notes);
      const known = await notes.read(delivery.key);
      if (known !== undefined && !(await this.#isFor(known.note.patient, chart, signal)))
        throw new ChairsideError('CHART_CONFLICT', { detail: 'the same delivery for another patient' });
      if (known?.filed === true) return receiptOf(await this.#follow(notes, known.note, chart, signal));
      return receiptOf(await this.#placer.place(delivery, { ...chart, folder }, notes, known?.note, signal));
    });
  }

  /** Never `missing` for what has come into the chart: what is gone from there was taken by a person. */
  async holds(receipt: Receipt, signal: AbortSignal): Promise<Holding> {
    return this.#work(signal, async () => {
      const { path: root } = await this.#charts.root(signal);
      const notes = new DeliveryNotes(root, this.#clinic);
      const known = await notes.read(receipt.key);
      if (known?.filed === false) return 'missing';
      const chart = known && (await this.#charts.open(known.note.patient, signal));
      const note = chart && (await this.#follow(notes, known.note, chart, signal));
      for (const { file, folder } of readReceipt(root, receipt)) {
        const folders = new Set([chart?.folder ?? folder, note?.folder ?? folder, folder]);
        if ((await findStanding(root, [...folders], file, signal)).kind !== 'same') return 'removed';
      }
      return 'held';
    });
  }

  async withdraw(receipt: Receipt, signal: AbortSignal): Promise<readonly LeftFile[]> {
    return this.#work(signal, async () => {
      const { path: root } = await this.#charts.root(signal);
      const known = await new DeliveryNotes(root, this.#clinic).read(receipt.key);
      const received = readReceipt(root, receipt);
      // Whose rows would tell is not known any more: a person looks.
      if (known === undefined) return this.#standing(root, received, signal);
      const { patient } = known.note;
      const { folder = known.note.folder } = await this.#charts.open(patient, signal);
      const folders = [...new Set([known.note.folder, folder, ...received.map((file) => file.folder)])];
      const documents = () => this.#charts.documents(patient, signal);
      return withdrawFiles(receipt.key, received, { root, folders, documents }, signal);
    });
  }

  /** Whether a chart is a patient's, who may have been merged into another one since. */
  async #isFor(patient: PatientRef, { number }: PatientChart, signal: AbortSignal): Promise<boolean> {
    return patient === number || (await this.#charts.open(patient, signal)).number === number;
  }

  /** What still stands of a receipt. */
  async #standing(root: string, received: readonly ReceivedFile[], signal: AbortSignal): Promise<readonly LeftFile[]> {
    const left: LeftFile[] = [];
    for (const { file, folder, path } of received) {
      const standing = await findStanding(root, [folder], file, signal);
      if (standing.kind !== 'none') left.push({ path, knownAs: `the file ${standing.name}` });
    }
    return left;
  }

  async #follow(
    notes: DeliveryNotes,
    note: DeliveryNote,
    chart: PatientChart,
    signal: AbortSignal,
  ): Promise<DeliveryNote> {
    const followed = await followFolder(chart.root.path, note, chart, signal);
    if (followed !== note) await notes.finish(followed);
    return followed;
  }

  /** Before the first delivery of a process: only the service delivers, and a command beside it must not disturb it. */
  async #recover(root: string, notes: DeliveryNotes): Promise<void> {
    if (this.#recovered.has(root)) return;
    for (const note of await notes.cutOff()) await settle(root, notes, note);
    await removeProbes(root);
    this.#recovered.add(root);
  }

  /** One at a time: what stands in the chart must not change between a look and a step. */
  async #work<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> {
    try {
      return await this.#lock.run('image folder', async () => {
        throwIfStopped(signal);
        return job();
      });
    } catch (error) {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL', signal);
    }
  }
}
