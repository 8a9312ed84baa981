import { FakeClock } from '@chairside/adapter-testkit';
import { OrderId, PatientRef, type FileMedia, type ScanDelivery, type StagedFile } from '@chairside/core';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCategories } from '../../../dist/api/api-categories.js';
import type { SftpOptions } from '../../../dist/api/api-options.js';
import { ApiScanSink } from '../../../dist/api/api-scan-sink.js';
import { AxiosApiCalls } from '../../../dist/api/axios-api-calls.js';
import { DocumentSender } from '../../../dist/api/document-sender.js';
import { Documents } from '../../../dist/api/documents.js';
import { probeApi } from '../../../dist/api/probe-api.js';
import { SftpFolder } from '../../../dist/api/sftp-folder.js';
import type { FilingOptions } from '../../../dist/files/filing-options.js';
import { FakeApi, KEYS } from './fake-api.js';
import { SftpServer } from './sftp-server.js';

export const signal: AbortSignal = new AbortController().signal;
export const ORDER = '308000001';
/** More than Upload takes. */
export const LARGE = 12_500_001;

export const OPTIONS: FilingOptions = {
  category: 'Scans',
  allowPortal: [],
  zip: true,
  pictures: true,
  rx: true,
  meshes: false,
};

interface Changes {
  readonly sftp?: boolean;
  readonly sftpOptions?: Partial<SftpOptions>;
  readonly options?: Partial<FilingOptions>;
  readonly keys?: Partial<typeof KEYS>;
}

/** A practice with an API, and what an iTero scan brings. */
export class ApiHouse {
  readonly clock = new FakeClock();
  readonly dir: string;
  readonly api: FakeApi;
  readonly sftp: SftpServer;
  /** Merged away → who remains. */
  readonly merged = new Map<PatientRef, PatientRef>();

  private constructor(dir: string, api: FakeApi, sftp: SftpServer) {
    this.dir = dir;
    this.api = api;
    this.sftp = sftp;
  }

  static async open(): Promise<ApiHouse> {
    const dir = await mkdtemp(join(tmpdir(), 'chairside-api-'));
    return new ApiHouse(dir, await FakeApi.start(), await SftpServer.start());
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.sftp.close();
    await rm(this.dir, { recursive: true });
  }

  /** What files, anew: nothing that it remembered is left. */
  filing(changes: Changes = {}) {
    const { baseUrl } = this.api;
    const options = { ...OPTIONS, ...changes.options };
    const calls = new AxiosApiCalls({ baseUrl, ...KEYS, ...changes.keys });
    const documents = new Documents(calls);
    const sftp = changes.sftp === true ? new SftpFolder({ ...this.sftp.options, ...changes.sftpOptions }) : undefined;
    const sender = new DocumentSender(documents, sftp, this.clock);
    const categories = (until: AbortSignal) => readCategories(calls, until);
    const remaining = async (patient: PatientRef) => this.merged.get(patient) ?? patient;
    return {
      sink: new ApiScanSink({ options, documents, sender, categories, remaining }),
      probe: () => probeApi({ baseUrl, options, sftp, categories }, signal),
    };
  }

  /** A file of an export. */
  async file(name: string, media: FileMedia, content: string | Buffer = name): Promise<StagedFile> {
    const bytes = Buffer.from(content);
    const path = join(this.dir, name);
    await writeFile(path, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { name, path, size: bytes.length, sha256, media, from: 'export' };
  }

  /** An export with two pictures and its RX as PDF; `zip` is how large it is. */
  async scan(zip = 1_000, changes: Partial<ScanDelivery> = {}): Promise<ScanDelivery> {
    const archive = await this.file('export.zip', 'other', Buffer.alloc(zip, 'a scan '));
    return {
      key: `${ORDER}/r1`,
      kind: 'scan',
      patient: { ref: PatientRef('15'), chartNumber: '15', firstName: 'Sample', lastName: 'Patient' },
      order: {
        orderId: OrderId(ORDER),
        scannedAt: '2026-11-20T12:00:00.000Z',
        patient: { chartNumber: '15', firstName: 'Sample', lastName: 'Patient' },
        procedure: 'Fixed Restorative',
        status: 'Completed',
        preps: [],
        assets: {},
      },
      revision: 1,
      files: [
        await this.file(`gallery_#${ORDER}_penta_left_m.jpg`, 'jpeg'),
        await this.file(`gallery_#${ORDER}_penta_right_m.jpg`, 'jpeg'),
        await this.file(`iTero_Rx_${ORDER}.pdf`, 'pdf'),
        await this.file(`${ORDER}_shell_occlusion_u.stl`, 'stl'),
      ],
      archives: [{ ...archive, kind: 'export' }],
      ...changes,
    };
  }

  /** How Open Dental lists the chart of a patient. */
  descriptions(patient = '15'): readonly string[] {
    return this.api.chart(patient).map(({ Description }) => Description);
  }
}
