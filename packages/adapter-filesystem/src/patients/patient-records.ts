import { ChairsideError, PatientRef, type Gender, type Patient } from '@chairside/core';
import { errnoOf, KeyedLock, makeFolder, replaceFile, syncFolder } from '@chairside/core/files';
import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { forEachLimited } from '../files/for-each-limited.js';
import { OWN_FOLDER } from '../files/root-folder.js';
import { foldName } from '../files/safe-name.js';

const RequestedPatient = z.object({
  firstName: z.string(),
  lastName: z.string(),
  dateOfBirth: z.string().optional(),
  gender: z.enum(['Male', 'Female'] satisfies Gender[]).optional(),
  /** When the request was read, milliseconds since 1970. */
  at: z.number(),
});

const PatientRecord = z.object({
  chartNumber: z.string(),
  /** The patient's first folder, relative to the charts root. */
  folder: z.string().optional(),
  request: RequestedPatient.optional(),
});
export type PatientRecord = z.infer<typeof PatientRecord>;

const RecordFile = z.object({ version: z.literal(1), patients: z.array(PatientRecord) });

/** A record whose file is older by this much than the last look was there at that look, milliseconds. */
const SURELY_SEEN = 60_000;

/** A patient as the newest request stated them. */
export function requestedPatient(record: PatientRecord): Patient | undefined {
  const { chartNumber, request } = record;
  if (request === undefined) return undefined;
  const { firstName, lastName, dateOfBirth, gender } = request;
  return { ref: PatientRef(chartNumber), chartNumber, firstName, lastName, dateOfBirth, gender };
}

/**
 * What Chairside remembers of each chart number, in the charts root: the patient of the newest request, and the first
 * folder. One small file holds the chart numbers that are alike, equal but for case, so that they are told apart.
 */
export class PatientRecords {
  readonly #folder: string;
  readonly #lock = new KeyedLock();
  /** Changes of this process: two within one tick of the file system's clock are told apart by it. */
  #changes = 0;

  constructor(charts: string) {
    this.#folder = join(charts, OWN_FOLDER, 'patients');
  }

  async get(chartNumber: string): Promise<PatientRecord | undefined> {
    return (await this.alike(chartNumber)).find((record) => record.chartNumber === chartNumber.trim());
  }

  /** The records of this chart number and of those that equal it but for case. Throws CHART_CONFLICT where they are damaged. */
  async alike(chartNumber: string): Promise<readonly PatientRecord[]> {
    return this.#read(this.#path(chartNumber));
  }

  /** Remembers the patient of a request, once `sync` was called; writes nothing where nothing is new. */
  async recordRequest(patient: Patient, at: number): Promise<void> {
    const { firstName, lastName, dateOfBirth, gender } = patient;
    const request = { firstName, lastName, dateOfBirth, gender, at };
    await this.#change(patient.chartNumber, (record) => {
      const known = record.request;
      const same =
        known?.firstName === firstName &&
        known.lastName === lastName &&
        known.dateOfBirth === dateOfBirth &&
        known.gender === gender;
      return same ? record : { ...record, request };
    });
  }

  /** Makes what was recorded durable: one call for many patients. */
  async sync(): Promise<void> {
    // Not there yet where nothing was recorded.
    await syncFolder(this.#folder).catch(ignoreMissing);
  }

  /** Remembers the patient's first folder. */
  async recordFolder(chartNumber: string, folder: string): Promise<void> {
    await this.#change(chartNumber, (record) => (record.folder === undefined ? { ...record, folder } : record));
    await this.sync();
  }

  /** Every record that `wanted` says yes to, at most `limit`; reads the files, keeps none. Damaged ones are left out. */
  async find(wanted: (record: PatientRecord) => boolean, limit: number): Promise<readonly PatientRecord[]> {
    const found: PatientRecord[] = [];
    await forEachLimited(await this.#files(), 8, async (name) => {
      if (found.length >= limit) return;
      for (const record of await this.#readable(name)) if (wanted(record)) found.push(record);
    });
    return found.slice(0, limit);
  }

  /** Tells two states of the records apart, by one look at their folder; `changedAt` is in the file system's own time. */
  async version(): Promise<{ readonly version: string; readonly changedAt: number }> {
    const changedAt = (await stat(this.#folder).catch(ignoreMissing))?.mtimeMs ?? 0;
    return { version: `${changedAt}/${this.#changes}`, changedAt };
  }

  /**
   * The files that changed at `since` or later, all where it is undefined: sorted, at most `limit`, from behind `after`.
   * Some that changed shortly before are among them.
   */
  async files(since: number | undefined, after: string | undefined, limit: number): Promise<readonly string[]> {
    const files = (await this.#files()).filter((name) => after === undefined || name > after);
    // A file system whose clock was set back tells nothing about what is newer.
    if (since === undefined || since > (await this.version()).changedAt) return files.slice(0, limit);
    const changed: string[] = [];
    await forEachLimited(files, 8, async (name) => {
      const { mtimeMs } = (await stat(join(this.#folder, name)).catch(ignoreMissing)) ?? { mtimeMs: 0 };
      if (mtimeMs >= since - SURELY_SEEN) changed.push(name);
    });
    return changed.toSorted().slice(0, limit);
  }

  /** The chart numbers in these files that a request named. Damaged ones are left out. */
  async requestedIn(files: readonly string[]): Promise<readonly string[]> {
    const chartNumbers: string[] = [];
    await forEachLimited(files, 8, async (name) => {
      for (const { chartNumber, request } of await this.#readable(name))
        if (request !== undefined) chartNumbers.push(chartNumber);
    });
    return chartNumbers;
  }

  async #files(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(ignoreMissing);
    return (names ?? []).filter((name) => name.endsWith('.json') && !name.startsWith('.')).toSorted();
  }

  async #readable(name: string): Promise<readonly PatientRecord[]> {
    return (await this.#read(join(this.#folder, name)).catch(ignoreDamaged)) ?? [];
  }

  #path(chartNumber: string): string {
    const hash = createHash('sha256').update(foldName(chartNumber.trim())).digest('hex').slice(0, 32);
    return join(this.#folder, `${hash}.json`);
  }

  async #change(chartNumber: string, change: (record: PatientRecord) => PatientRecord): Promise<void> {
    const path = this.#path(chartNumber);
    const exact = chartNumber.trim();
    await this.#lock.run(path, async () => {
      const records = await this.#read(path);
      const known = records.find((record) => record.chartNumber === exact);
      const before = known ?? { chartNumber: exact };
      const after = change(before);
      if (known !== undefined && after === before) return;
      await makeFolder(this.#folder);
      const patients = [...records.filter((record) => record !== known), after];
      await replaceFile(
        path,
        `${JSON.stringify({ version: 1, patients } satisfies z.infer<typeof RecordFile>)}\n`,
        'later',
      );
      this.#changes += 1;
    });
  }

  async #read(path: string): Promise<readonly PatientRecord[]> {
    const text = await readFile(path, 'utf8').catch(ignoreMissing);
    if (text === undefined) return [];
    try {
      return RecordFile.parse(JSON.parse(text)).patients;
    } catch (cause) {
      throw new ChairsideError('CHART_CONFLICT', {
        cause,
        detail: `${OWN_FOLDER}/patients/${basename(path)} is damaged`,
      });
    }
  }
}

function ignoreMissing(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT') return undefined;
  throw error;
}

function ignoreDamaged(error: unknown): undefined {
  if (ChairsideError.is(error) && error.code === 'CHART_CONFLICT') return undefined;
  throw error;
}
