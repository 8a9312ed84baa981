import { ChairsideError, type Patient, type ScanOrder } from '@chairside/core';
import { errnoOf, KeyedLock, makeFolder, pathInside, replaceFile, writeNew } from '@chairside/core/files';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OWN_FOLDER } from '../files/root-folder.js';
import { foldName, hashMark } from '../files/safe-name.js';
import type { PatientRecords } from '../patients/patient-records.js';
import type { Layout } from './layout.js';

const OrderRecord = z.object({
  version: z.literal(1),
  orderId: z.string(),
  chartNumber: z.string(),
  folder: z.string(),
});
const Holder = z.object({ version: z.literal(1), folder: z.string(), holder: z.string() });

/** What tells which chart numbers are alike. */
export interface AlikeChartNumbers {
  hasAlike(chartNumber: string): Promise<boolean>;
}

/**
 * Which folder is whose. A patient's first folder and an order's folder are recorded in `.chairside` and used again,
 * whatever has changed since; and no folder is given to two patients or to two orders.
 */
export class ChartFolders {
  readonly #root: string;
  readonly #layout: Layout;
  readonly #records: PatientRecords;
  readonly #alike: AlikeChartNumbers;
  readonly #lock = new KeyedLock();

  constructor(root: string, layout: Layout, records: PatientRecords, alike: AlikeChartNumbers) {
    this.#root = root;
    this.#layout = layout;
    this.#records = records;
    this.#alike = alike;
  }

  /** The order's folder in this patient's chart, relative to the charts root, with `/`. */
  async ofOrder(order: ScanOrder, patient: Patient): Promise<string> {
    // By patient too: a scan that is assigned to somebody else must not follow the first one's folder.
    const path = this.#own('orders', `${order.orderId}\n${patient.chartNumber}`);
    return this.#lock.run('assign', async () => {
      const known = await this.#read(path, OrderRecord);
      if (known !== undefined) return this.#checked(known.folder);
      const alike = await this.#alike.hasAlike(patient.chartNumber);
      const patientFolder = await this.#ofPatient(order, patient, alike);
      const below = this.#layout.orderFolder(patient, order, alike);
      const wish = [patientFolder, below].filter((part) => part !== '').join('/');
      const folder = await this.#hold(wish, `order ${order.orderId} of ${patient.chartNumber}`, order.orderId);
      const { orderId } = order;
      const { chartNumber } = patient;
      await makeFolder(this.#own('orders'));
      await replaceFile(
        path,
        `${JSON.stringify({ version: 1, orderId, chartNumber, folder } satisfies z.infer<typeof OrderRecord>)}\n`,
      );
      return folder;
    });
  }

  /** Whether a folder, relative to the charts root, is a patient's own. */
  async isPatients(folder: string): Promise<boolean> {
    return (await this.#read(this.#own('folders', `patient\n${foldName(folder)}`), Holder)) !== undefined;
  }

  async #ofPatient(order: ScanOrder, patient: Patient, alike: boolean): Promise<string> {
    const known = (await this.#records.get(patient.chartNumber))?.folder;
    if (known !== undefined) return this.#checked(known);
    const wish = this.#layout.patientFolder(patient, order, alike);
    if (wish === '') return '';
    const folder = await this.#hold(wish, `patient ${patient.chartNumber}`, patient.chartNumber);
    await this.#records.recordFolder(patient.chartNumber, folder);
    return folder;
  }

  /** Takes a folder for a holder; where it is somebody else's, one beside it that is marked with `markOf`. */
  async #hold(wish: string, holder: string, markOf: string): Promise<string> {
    const kind = holder.split(' ', 1)[0] ?? '';
    for (const folder of [wish, `${wish}${hashMark(markOf)}`]) {
      const path = this.#own('folders', `${kind}\n${foldName(folder)}`);
      const content = `${JSON.stringify({ version: 1, folder, holder } satisfies z.infer<typeof Holder>)}\n`;
      await makeFolder(this.#own('folders'));
      const known = await this.#read(path, Holder);
      if (known === undefined) {
        await writeNew(path, content).catch(async (error: unknown) => {
          if (errnoOf(error) !== 'EEXIST') throw error;
          // Left unfinished by a power cut.
          await replaceFile(path, content);
        });
        return folder;
      }
      if (known.holder === holder) return folder;
    }
    throw new ChairsideError('CHART_CONFLICT', { detail: 'the folder belongs to another patient or order' });
  }

  #own(kind: string, key?: string): string {
    const folder = join(this.#root, OWN_FOLDER, kind);
    return key === undefined
      ? folder
      : join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  }

  #checked(folder: string): string {
    if (pathInside(this.#root, folder) === undefined) {
      throw new ChairsideError('CHART_CONFLICT', { detail: 'a recorded folder leads out of charts' });
    }
    return folder;
  }

  async #read<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return schema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}
