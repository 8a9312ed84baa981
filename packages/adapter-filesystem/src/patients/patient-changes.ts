import type { ChangedPatients, Patient } from '@chairside/core';
import { z } from 'zod';
import { forEachLimited } from '../files/for-each-limited.js';
import { holdersOf } from './chart-holders.js';
import type { PatientRecords } from './patient-records.js';
import type { RosterFile } from './roster-file.js';

/** As many as are answered at once. */
const PART = 500;

/** Up to which version of each source everybody was answered; in the middle of one, how far. */
const Cursor = z.object({
  roster: z.object({ version: z.string(), done: z.number().optional() }).optional(),
  requests: z
    .object({
      version: z.string(),
      changedAt: z.number(),
      reading: z.object({ since: z.number().optional(), after: z.string() }).optional(),
    })
    .optional(),
});
type Cursor = z.infer<typeof Cursor>;

/** Chart numbers of some who may have changed, and where to go on. */
interface Part {
  readonly chartNumbers: readonly string[];
  readonly next: Cursor;
}

/**
 * Who may have changed: everybody of the roster when its file is another one, and the patients of the requests that were
 * recorded since. Where nothing is new, no file is opened.
 */
export class PatientChanges {
  readonly #records: PatientRecords;
  readonly #roster: RosterFile | undefined;

  constructor(records: PatientRecords, roster: RosterFile | undefined) {
    this.#records = records;
    this.#roster = roster;
  }

  /** A cursor that is none of ours counts as none. Throws ROSTER_UNREADABLE. */
  async read(text: string | undefined): Promise<ChangedPatients> {
    const cursor = readCursor(text);
    const part = (await this.#rosterPart(cursor)) ?? (await this.#requestPart(cursor));
    if (part === undefined) return { patients: [], cursor: JSON.stringify(cursor) };
    const patients = await this.#patients(part.chartNumbers);
    return { patients, cursor: JSON.stringify(part.next), more: true };
  }

  async #rosterPart(cursor: Cursor): Promise<Part | undefined> {
    if (this.#roster === undefined) return undefined;
    // Asked before the content: what is written meanwhile is one more version.
    const version = await this.#roster.version();
    const known = cursor.roster?.version === version ? cursor.roster : undefined;
    if (known !== undefined && known.done === undefined) return undefined;
    const { byChart } = await this.#roster.load();
    const before = known?.done ?? 0;
    const chartNumbers = [...byChart.keys()].slice(before, before + PART);
    const done = before + chartNumbers.length;
    return { chartNumbers, next: { ...cursor, roster: { version, ...(done < byChart.size ? { done } : {}) } } };
  }

  async #requestPart(cursor: Cursor): Promise<Part | undefined> {
    const known = cursor.requests;
    // What is recorded while parts are read is later than the version that they began with.
    const { version, changedAt } = known?.reading === undefined ? await this.#records.version() : known;
    const reading = known?.reading;
    if (reading === undefined && known?.version === version) return undefined;
    const since = reading === undefined ? known?.changedAt : reading.since;
    const files = await this.#records.files(since, reading?.after, PART);
    const last = files.length < PART ? undefined : files.at(-1);
    const requests = { version, changedAt, ...(last === undefined ? {} : { reading: { since, after: last } }) };
    return { chartNumbers: await this.#records.requestedIn(files), next: { ...cursor, requests } };
  }

  /** Those whom one patient alone holds, with a full name: of the others nobody can say who they are. */
  async #patients(chartNumbers: readonly string[]): Promise<readonly Patient[]> {
    const roster = await this.#roster?.load();
    const patients: Patient[] = [];
    await forEachLimited(chartNumbers, 8, async (chartNumber) => {
      const [only, ...others] = await holdersOf(chartNumber, this.#records, roster);
      if (only !== undefined && others.length === 0 && only.firstName !== '' && only.lastName !== '')
        patients.push(only);
    });
    return patients;
  }
}

function readCursor(text: string | undefined): Cursor {
  if (text === undefined) return {};
  try {
    return Cursor.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
