import {
  ChairsideError,
  type Holding,
  type LeftFile,
  PatientRef,
  type PlacedFile,
  type Receipt,
  type ScanDelivery,
  type ScanSink,
} from '@chairside/core';
import { KeyedLock, throwIfStopped } from '@chairside/core/files';
import { fileName, fileTail } from '../files/file-name.js';
import type { FilingOptions } from '../files/filing-options.js';
import { findCategory, type ImageCategory } from '../files/image-categories.js';
import { planFiling, type PlannedFile } from '../files/plan-filing.js';
import type { ChartDocument, Documents } from './documents.js';
import type { DocumentSender } from './document-sender.js';
import { documentEnding, documentNamed, placePath, readPlace } from './filed-document.js';

/** document.Description holds 255, and a path of Windows 260 characters. */
const LONGEST_NAME = 120;

export interface ApiSinkParts {
  readonly options: FilingOptions;
  readonly documents: Documents;
  readonly sender: DocumentSender;
  categories(signal: AbortSignal): Promise<readonly ImageCategory[]>;
  /** PatNum of who remains of a patient after merges; undefined where nobody does. */
  remaining(patient: PatientRef, signal: AbortSignal): Promise<PatientRef | undefined>;
}

/**
 * Files scans by Open Dental's own API. Paths of receipts are `PatNum/DocNum/Description`. What went in by Upload is
 * pending until somebody opens it in Open Dental, and has another DocNum then.
 */
export class ApiScanSink implements ScanSink {
  readonly #parts: ApiSinkParts;
  readonly #lock = new KeyedLock();

  constructor(parts: ApiSinkParts) {
    this.#parts = parts;
  }

  /**
   * Throws CHART_API_…, CHART_SFTP_UNREACHABLE, CHART_CATEGORY_UNSUITABLE, CHART_PATIENT_GONE, CHART_READ_BACK, and
   * CHART_FILE_TOO_LARGE once everything is sent that is small enough.
   */
  deliver(delivery: ScanDelivery, signal: AbortSignal): Promise<Receipt> {
    return this.#lock.run(delivery.key, async () => {
      throwIfStopped(signal);
      const { options, documents, sender } = this.#parts;
      const patient = await this.#parts.remaining(delivery.patient.ref, signal);
      if (patient === undefined) throw new ChairsideError('CHART_PATIENT_GONE');
      const planned = planFiling(delivery, options);
      const categories = await this.#parts.categories(signal);
      // Before anything is sent: a choice that cannot be made is not made for half of the files.
      const chosen = planned.map(({ category }) => findCategory(categories, category, options.allowPortal).number);
      const there = await documents.list(patient, signal);
      const placed: Placed[] = [];
      for (const [index, file] of planned.entries()) {
        if (!sender.takes(file)) continue;
        const category = chosen[index] ?? '';
        const description = fileName(delivery, file, LONGEST_NAME);
        const found = documentEnding(there, fileTail(delivery, file));
        const document = await sender.send(file, { patient, category, description }, found, signal);
        placed.push(placedAs(patient, document, file));
      }
      if (placed.length < planned.length) throw tooLarge(planned.length - placed.length);
      return receiptOf(delivery.key, placed);
    });
  }

  /** `removed` where a document is gone: whatever a receipt names was in Open Dental, so that a person took it out. */
  async holds(receipt: Receipt, signal: AbortSignal): Promise<Holding> {
    const there = await this.#documentsOf(receipt, signal);
    const held = receipt.files.every((file) => {
      const place = readPlace(file);
      return place !== undefined && (documentNamed(there, place) ?? byNumber(there, place.number)) !== undefined;
    });
    return held ? 'held' : 'removed';
  }

  /** What a person deleted before it was ever opened is pending no more, and is not sent again. */
  async settle(receipt: Receipt, signal: AbortSignal): Promise<Receipt> {
    const pending = new Set(receipt.pending ?? []);
    if (await this.#allUnopened(pending, signal)) return receipt;
    const there = await this.#documentsOf(receipt, signal);
    const placed = receipt.files.map((file): Placed => {
      const place = readPlace(file);
      if (place === undefined || !pending.has(file.path)) return { file, pending: false };
      const document = documentNamed(there, place);
      if (document === undefined) return { file, pending: false };
      return { file: { ...file, path: placePath({ ...place, ...document }) }, pending: document.pending };
    });
    return receiptOf(receipt.key, placed);
  }

  /** Deletes what is still called as it was filed; a document that a person renamed is theirs. */
  async withdraw(receipt: Receipt, signal: AbortSignal): Promise<readonly LeftFile[]> {
    const { documents } = this.#parts;
    const there = await this.#documentsOf(receipt, signal);
    const left: LeftFile[] = [];
    for (const file of receipt.files) {
      const place = readPlace(file);
      if (place === undefined) continue;
      const own = documentNamed(there, place);
      const document = own ?? byNumber(there, place.number);
      if (document === undefined || (own !== undefined && (await removed(documents, own, signal)))) continue;
      left.push({ path: file.path, knownAs: `document ${document.number}, ${document.description}` });
    }
    return left;
  }

  /** All documents of the patient in whose chart a receipt's files went, or of the one whom that one was merged into. */
  async #documentsOf({ files }: Receipt, signal: AbortSignal): Promise<readonly ChartDocument[]> {
    const patient = files.map(readPlace).find((place) => place !== undefined)?.patient;
    if (patient === undefined) return [];
    const remaining = await this.#parts.remaining(PatientRef(patient), signal);
    return this.#parts.documents.list(remaining ?? patient, signal);
  }

  /** Whether nothing has changed, asked one by one: a list brings the bytes of what nobody has opened yet along. */
  async #allUnopened(paths: ReadonlySet<string>, signal: AbortSignal): Promise<boolean> {
    for (const path of paths) {
      const place = readPlace({ path, size: 0, sha256: '' });
      if (place === undefined) return false;
      const document = await getIfKnown(this.#parts.documents, place.number, signal);
      // A number may have gone to another document since.
      if (document?.pending !== true || documentNamed([document], place) === undefined) return false;
    }
    return true;
  }
}

/** A file of a receipt to be. */
interface Placed {
  readonly file: PlacedFile;
  readonly pending: boolean;
}

function placedAs(patient: string, document: ChartDocument, { source: { size, sha256 } }: PlannedFile): Placed {
  return { file: { path: placePath({ patient, ...document }), size, sha256 }, pending: document.pending };
}

function receiptOf(key: string, placed: readonly Placed[]): Receipt {
  const pending = placed.filter((each) => each.pending).map(({ file }) => file.path);
  const files = placed.map(({ file }) => file);
  return pending.length === 0 ? { key, files } : { key, files, pending };
}

function tooLarge(count: number): ChairsideError {
  return new ChairsideError('CHART_FILE_TOO_LARGE', { detail: count === 1 ? '1 file' : `${count} files` });
}

function byNumber(documents: readonly ChartDocument[], number: string): ChartDocument | undefined {
  return documents.find((document) => document.number === number);
}

/** Undefined also where this version of Open Dental cannot tell of one document alone. */
function getIfKnown(documents: Documents, number: string, signal: AbortSignal): Promise<ChartDocument | undefined> {
  return documents.get(number, signal).catch(unlessTooOld);
}

/** False where this version of Open Dental deletes no documents for others. */
async function removed(documents: Documents, { number }: ChartDocument, signal: AbortSignal): Promise<boolean> {
  return (await documents.remove(number, signal).then(() => true, unlessTooOld)) ?? false;
}

function unlessTooOld(error: unknown): undefined {
  if (ChairsideError.is(error) && error.code === 'CHART_API_TOO_OLD') return undefined;
  throw error;
}
