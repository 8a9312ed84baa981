import { OrderId, type AssetKind, type Patient, type ScanDelivery, type StagedFile } from '@chairside/core';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from './broken.js';

export interface ScanParts {
  /** Another content for another text. */
  readonly content?: string | undefined;
  readonly revision?: number | undefined;
  /** Names of the export's files instead of the usual two. */
  readonly names?: readonly string[] | undefined;
}

/** The export of a scanner that has only one jaw's mesh, a few bytes of it: enough for any sink. */
const NAMES = ['upper.stl', 'lower.stl'];

/** Makes verified scans in a staging folder of its own. */
export class ScanMaker {
  readonly folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<ScanMaker> {
    return new ScanMaker(await mkdtemp(join(tmpdir(), 'chairside-kit-')));
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** A number that no other order of this kit has. */
  nextOrder(): OrderId {
    this.#count += 1;
    return OrderId(700_000_000 + this.#count);
  }

  /** A scan of a patient; `order` is one of `nextOrder`. */
  async scan(patient: Patient, order = this.nextOrder(), parts: ScanParts = {}): Promise<ScanDelivery> {
    const { content = 'mesh', revision = 1, names = NAMES } = parts;
    const files = await Promise.all(
      names.map((name) =>
        this.#stage(name, `solid ${content} of ${name}, order ${order}, revision ${revision}`, 'export'),
      ),
    );
    return { ...this.#frame(patient, order), key: `${order}/r${revision}`, kind: 'scan', revision, files };
  }

  async capture(patient: Patient, order: OrderId, id: string): Promise<ScanDelivery> {
    const files = [await this.#stage(`${id}.jpg`, `\u00ff\u00d8\u00ff picture ${id} of ${order}`, 'captures')];
    return { ...this.#frame(patient, order), key: `${order}/captures/${id}`, kind: 'capture', revision: 1, files };
  }

  /** The staged files of a delivery are as they were handed over. */
  async mustBeUntouched({ files }: ScanDelivery): Promise<void> {
    for (const { path, sha256 } of files) {
      const bytes = await readFile(path).catch(() => undefined);
      must(bytes !== undefined, 'deliver moves or removes staged files: link or copy them');
      must(hash(bytes) === sha256, 'deliver changes staged files: link or copy them');
    }
  }

  #frame(patient: Patient, orderId: OrderId): Pick<ScanDelivery, 'patient' | 'order' | 'archives'> {
    const scannedAt = '2026-01-05T08:00:00.000Z';
    return {
      patient,
      order: { orderId, scannedAt, patient, status: 'Completed', preps: [], assets: {} },
      archives: [],
    };
  }

  async #stage(name: string, text: string, from: AssetKind): Promise<StagedFile> {
    this.#count += 1;
    const path = join(this.folder, `staged-${this.#count}`);
    const bytes = Buffer.from(text);
    await writeFile(path, bytes);
    const media = from === 'export' ? 'stl' : 'jpeg';
    return { name, path, size: bytes.length, sha256: hash(bytes), media, from };
  }
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
