import { ChairsideError, type Patient } from '@chairside/core';
import { errnoOf } from '@chairside/core/files';
import { stat } from 'node:fs/promises';
import type { FilesystemOptions } from '../options.js';
import { dateRules, readBytes } from '../request/request-file.js';
import { readPatient } from '../request/request-row.js';
import { RowReader } from '../request/row-reader.js';
import { readCsv } from '../table/csv-file.js';
import { decodeText } from '../table/decode-text.js';
import { NotReadable } from '../table/not-readable.js';

/** More patients than any practice has. */
const MAX_ROWS = 1_000_000;

export interface Roster {
  /** Several under one chart number where the roster has them so. */
  readonly byChart: ReadonlyMap<string, readonly Patient[]>;
  readonly count: number;
  /** Rows that are left out, since they have no chart number. */
  readonly skipped: number;
  /** When the file was last changed, milliseconds since 1970. */
  readonly changedAt: number;
}

interface FileVersion {
  readonly size: number;
  readonly mtimeMs: number;
}

function sameFile(one: FileVersion, other: FileVersion): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs;
}

function unreadable(error: unknown): ChairsideError {
  if (!(error instanceof NotReadable))
    return new ChairsideError('ROSTER_UNREADABLE', { cause: error, detail: errnoOf(error) });
  const line = error.line === undefined ? '' : `, line ${error.line}`;
  return new ChairsideError('ROSTER_UNREADABLE', { cause: error, detail: `${error.message}${line}` });
}

/** How the roster is read. */
export type RosterRules = Pick<FilesystemOptions, 'csv' | 'limits'>;

/** The practice's list of patients; read again when the file's size or time changed. */
export class RosterFile {
  readonly #path: string;
  readonly #rules: RosterRules;
  readonly #now: () => number;
  #known: (FileVersion & { readonly roster: Roster }) | undefined;

  constructor(path: string, rules: RosterRules, now: () => number) {
    this.#path = path;
    this.#rules = rules;
    this.#now = now;
  }

  /** Throws ROSTER_UNREADABLE. */
  async load(): Promise<Roster> {
    try {
      const version = await this.#stat();
      if (this.#known !== undefined && sameFile(this.#known, version)) return this.#known.roster;
      const roster = await this.#read(version.mtimeMs);
      // Written to meanwhile: what was read is good for now, and is read again.
      this.#known = sameFile(await this.#stat(), version) ? { ...version, roster } : undefined;
      return roster;
    } catch (error) {
      throw unreadable(error);
    }
  }

  /** Tells two contents apart without opening the file. Throws ROSTER_UNREADABLE. */
  async version(): Promise<string> {
    try {
      const { size, mtimeMs } = await this.#stat();
      return `${size}/${mtimeMs}`;
    } catch (error) {
      throw unreadable(error);
    }
  }

  async #stat(): Promise<FileVersion> {
    const { size, mtimeMs } = await stat(this.#path);
    return { size, mtimeMs };
  }

  async #read(changedAt: number): Promise<Roster> {
    const { csv, limits } = this.#rules;
    const bytes = await readBytes(this.#path, limits.roster);
    if (bytes === undefined) throw new NotReadable('the file is larger than limits.roster', 'a smaller file');
    const file = readCsv(decodeText(bytes, csv.encoding), csv, { ...limits, rows: MAX_ROWS });
    const dates = dateRules(file, csv.dateFormat, this.#now());
    const byChart = new Map<string, Patient[]>();
    let skipped = 0;
    for (const row of file.rows) {
      // A row with a bad date, or without a name, still says that its chart number is somebody's.
      const patient = readPatient(new RowReader(row), dates);
      if (patient.chartNumber === '') {
        skipped += 1;
        continue;
      }
      const same = byChart.get(patient.chartNumber);
      if (same === undefined) byChart.set(patient.chartNumber, [patient]);
      else same.push(patient);
    }
    if (file.rows.length > 0 && byChart.size === 0) {
      throw new NotReadable('no row has a chart number', 'a column chartNumber, or csv.columns.chartNumber set', 1);
    }
    return { byChart, count: file.rows.length - skipped, skipped, changedAt };
  }
}
