import {
  ClinicId,
  OrderId,
  PatientRef,
  type FileMedia,
  type Receipt,
  type ScanDelivery,
  type ScanOrder,
  type StagedFile,
} from '@chairside/core';
import { PracticeHands } from '@chairside/opendental-practice';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageCharts } from '../../../dist/images/image-charts.js';
import type { ImageFolderOptions } from '../../../dist/images/image-folder-options.js';
import { ImageFolderSink } from '../../../dist/images/image-folder-sink.js';
import { probeImages } from '../../../dist/images/probe-images.js';
import { afterwards, openPractice, signal, type OpenedPractice } from '../../support/server.js';
import type { DeliverAll } from './deliver-all.js';
import { ImagingModule } from './imaging-module.js';

export const ORDER_ID = '308000001';
export const COMPUTER = 'SAMPLE-PC';

const OPTIONS: ImageFolderOptions = {
  root: 'auto',
  pathMap: {},
  category: 'Scans',
  allowPortal: [],
  zip: true,
  pictures: true,
  rx: true,
  meshes: false,
};

export interface Categories {
  readonly first: number;
  readonly scans: number;
  readonly pictures: number;
}

export interface FiledScan {
  readonly patient: number;
  readonly delivery: ScanDelivery;
  readonly receipt: Receipt;
}

/** A practice with an image folder of its own, and what an iTero scan brings. */
export class ImageHouse {
  readonly practice: OpenedPractice;
  readonly hands: PracticeHands;
  /** Everything of a test is below. */
  readonly dir: string;
  readonly imaging: ImagingModule;
  readonly categories: Categories;

  private constructor(practice: OpenedPractice, dir: string, categories: Categories) {
    this.practice = practice;
    this.hands = new PracticeHands(practice.practice);
    this.dir = dir;
    this.categories = categories;
    this.imaging = new ImagingModule(practice.practice, this.root, !practice.version.startsWith('16'));
  }

  static async open(version?: string): Promise<ImageHouse> {
    const practice = await openPractice(version);
    const dir = await mkdtemp(join(tmpdir(), 'chairside-images-'));
    afterwards(() => rm(dir, { recursive: true, force: true }));
    const hands = new PracticeHands(practice.practice);
    const first = await hands.addCategory({ name: 'Radiographs', flags: 'X' });
    const scans = await hands.addCategory({ name: 'Scans', flags: 'M' });
    const pictures = await hands.addCategory({ name: 'Pictures' });
    await hands.addCategory({ name: 'For the Portal', flags: 'XL' });
    await hands.addCategory({ name: 'Former Scans', hidden: true });
    await hands.setPreference('AtoZfolderUsed', '1');
    const house = new ImageHouse(practice, dir, { first, scans, pictures });
    await house.tidy();
    return house;
  }

  /** Nothing is in the image folder but what every one has, and Open Dental says where it is. */
  async tidy(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
    await mkdir(join(this.root, 'A'), { recursive: true });
    await this.hands.setPreference('DocPath', this.root);
  }

  get root(): string {
    return join(this.dir, 'images');
  }

  path(...parts: readonly string[]): string {
    return join(this.dir, ...parts);
  }

  /** A sink as after a start. */
  sink(options: Partial<ImageFolderOptions> = {}, clinic = 'main-street'): ImageFolderSink {
    return new ImageFolderSink(this.#charts(options), { ...OPTIONS, ...options }, ClinicId(clinic));
  }

  async deliver(delivery: ScanDelivery, options?: Partial<ImageFolderOptions>): Promise<Receipt> {
    return this.sink(options).deliver(delivery, signal);
  }

  /** A scan that was filed for a new patient, whose folder is stored as `${last}Test`. */
  async filed(last: string): Promise<FiledScan> {
    const patient = await this.hands.addPatient({ last, first: 'Test', imageFolder: `${last}Test` });
    const delivery = await this.delivery(patient);
    return { patient, delivery, receipt: await this.deliver(delivery) };
  }

  holds(receipt: Receipt) {
    return this.sink().holds(receipt, signal);
  }

  withdraw(receipt: Receipt) {
    return this.sink().withdraw(receipt, signal);
  }

  /** `level subject: text` of each finding. */
  async probe(options: Partial<ImageFolderOptions> = {}): Promise<readonly string[]> {
    const findings = await probeImages(this.#charts(options), { ...OPTIONS, ...options }, signal);
    return findings.map(({ level, subject, text }) => `${level} ${subject}: ${text}`);
  }

  #charts(options: Partial<ImageFolderOptions>): ImageCharts {
    const resolvePath = (path: string): string => (path.startsWith('/') ? path : join(this.dir, path));
    const files = { ...OPTIONS, ...options };
    return new ImageCharts(this.practice.openDental, { files, resolvePath, computer: COMPUTER });
  }

  async staged(
    name: string,
    content: string,
    media: FileMedia,
    from: StagedFile['from'] = 'export',
  ): Promise<StagedFile> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    await mkdir(this.path('staging'), { recursive: true });
    const path = this.path('staging', createHash('sha256').update(`${from}${name}${content}`).digest('hex'));
    await writeFile(path, content);
    return { name, path, size: Buffer.byteLength(content), sha256, media, from };
  }

  /** What the cloud has for an order, as it comes for an orthodontic case; `text` makes another content. */
  async delivery(
    patient: number,
    {
      text = '',
      order = {},
      ...more
    }: Partial<Omit<ScanDelivery, 'order'>> & { text?: string; order?: Partial<ScanOrder> } = {},
  ): Promise<ScanDelivery> {
    const revision = more.revision ?? 1;
    const zip = await this.staged('export.zip', `zip ${text}`, 'other');
    return {
      key: `${ORDER_ID}/r${revision}`,
      kind: 'scan',
      patient: {
        ref: PatientRef(String(patient)),
        chartNumber: String(patient),
        firstName: 'Test',
        lastName: 'Sample',
      },
      files: await this.#export(text),
      archives: [{ kind: 'export', path: zip.path, size: zip.size, sha256: zip.sha256 }],
      revision,
      ...more,
      order: {
        orderId: OrderId(ORDER_ID),
        scannedAt: '2026-11-20T12:00:00Z',
        procedure: 'Fixed Restorative',
        patient: { chartNumber: String(patient), firstName: 'Test', lastName: 'Sample' },
        status: 'Completed',
        preps: [],
        assets: {},
        ...order,
      },
    };
  }

  async #export(text: string): Promise<readonly StagedFile[]> {
    const penta = `gallery_#${ORDER_ID}_penta_left_m.jpg`;
    return [
      await this.staged(`${ORDER_ID}_shell_occlusion_u.stl`, `mesh ${text}`, 'stl'),
      await this.staged('itero_element_logo.png', 'logo', 'png'),
      await this.staged(`Rx_${ORDER_ID}.html`, `html ${text}`, 'html'),
      await this.staged(`iTero_Rx_${ORDER_ID}.pdf`, `pdf ${text}`, 'pdf'),
      await this.staged(`itero_export_#${ORDER_ID}_v30.xml`, `xml ${text}`, 'xml'),
      await this.staged(`gallery_#${ORDER_ID}.jpg`, `main ${text}`, 'jpeg'),
      await this.staged(penta, `left ${text}`, 'jpeg'),
      await this.staged(penta, `left ${text}`, 'jpeg', 'gallery'),
    ];
  }

  async capture(patient: number, content = 'capture', id = 'c1'): Promise<ScanDelivery> {
    const files = [await this.staged(`${id}.jpg`, content, 'jpeg', 'captures')];
    return this.delivery(patient, { kind: 'capture', key: `${ORDER_ID}/captures/${id}`, files, archives: [] });
  }

  /** What a process of its own is told that is to file `deliveries`; answers the path of the file that says so. */
  async tellProcess(deliveries: readonly ScanDelivery[]): Promise<string> {
    const { address } = this.practice;
    const path = this.path('deliver.json');
    await writeFile(path, JSON.stringify({ address, options: OPTIONS, deliveries } satisfies DeliverAll));
    return path;
  }

  /** The names in a folder below the image folder, our hidden ones too. */
  async names(folder: string): Promise<readonly string[]> {
    return (await readdir(join(this.root, folder)).catch(() => [])).toSorted();
  }

  /** Every file below the image folder, relative to it, without our own notes. */
  async tree(): Promise<readonly string[]> {
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.root.length + 1))
      .filter((path) => !path.startsWith('.chairside/'))
      .toSorted();
  }
}
