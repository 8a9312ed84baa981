import type { ChangedPatients, Patient } from '@chairside/core';
import { z } from 'zod';
import type { OpenDental, PracticeReader } from '../database/open-dental.js';
import {
  ARCHIVED,
  DELETED,
  PATIENT_COLUMNS,
  patientOf,
  type ChartNumberColumn,
  type PatientRow,
} from './patient-row.js';

/** Rows that are looked at in one statement: few enough that nobody of the practice waits for it. */
const PAGE = 2_000;

const NOW = 'SELECT UNIX_TIMESTAMP() AS now';
/** No index has the time of the change, so the table is walked by its key, a page at a time. */
const PAGE_OF_PATIENTS = `
  SELECT ${PATIENT_COLUMNS} FROM (
    SELECT ${PATIENT_COLUMNS}, DateTStamp FROM patient FORCE INDEX (PRIMARY)
    WHERE PatNum > ? ORDER BY PatNum LIMIT ${PAGE}
  ) AS page
  WHERE UNIX_TIMESTAMP(DateTStamp) >= ?
  ORDER BY PatNum`;
const PAGE_END = `
  SELECT MAX(PatNum) AS last, COUNT(*) AS count FROM (
    SELECT PatNum FROM patient WHERE PatNum > ? ORDER BY PatNum LIMIT ${PAGE}
  ) AS page`;

/** A change is stamped when its statement begins, and may be seen only when that has waited for others; seconds. */
const MARGIN = 600;
/** The larger the table, the longer it is left alone after it was walked; seconds for each page after the first. */
const REST = 5;

/** Times are seconds of the database server's clock. */
const Cursor = z.object({
  /** What changed from here on is answered. */
  since: z.number(),
  /** The walk under way: when it began, after whom it goes on, and the pages so far. */
  walk: z.object({ began: z.number(), after: z.string(), pages: z.number() }).optional(),
  /** No walk begins earlier. */
  restUntil: z.number(),
});
type Cursor = z.infer<typeof Cursor>;
type Walk = NonNullable<Cursor['walk']>;

const EVERYBODY: Cursor = { since: 0, restUntil: 0 };

/** A cursor that is none of ours counts as none. */
function readCursor(text: string | undefined): Cursor {
  try {
    return text === undefined ? EVERYBODY : Cursor.parse(JSON.parse(text));
  } catch {
    return EVERYBODY;
  }
}

/** Who may have changed since a cursor, by Open Dental's own time of change. */
export class PatientChanges {
  readonly #openDental: OpenDental;
  readonly #chartNumber: ChartNumberColumn;

  constructor(openDental: OpenDental, chartNumber: ChartNumberColumn) {
    this.#openDental = openDental;
    this.#chartNumber = chartNumber;
  }

  /** Archived and deleted patients, and those without chart number or full name, are left out. */
  read(text: string | undefined, signal: AbortSignal): Promise<ChangedPatients> {
    return this.#openDental.read(async (reader) => {
      const [clock] = await reader.rows<{ readonly now: number }>(NOW);
      const now = Number(clock?.now);
      const known = readCursor(text);
      // A clock that was put back stamps changes with times that were read already.
      const cursor = (known.walk?.began ?? known.since) > now + MARGIN ? EVERYBODY : known;
      if (cursor.walk === undefined && now < cursor.restUntil) return { patients: [], cursor: JSON.stringify(cursor) };
      return this.#page(reader, cursor, cursor.walk ?? { began: now, after: '0', pages: 0 });
    }, signal);
  }

  async #page(reader: PracticeReader, cursor: Cursor, walk: Walk): Promise<ChangedPatients> {
    const [end] = await reader.rows<{ readonly last: number | string | null; readonly count: number }>(PAGE_END, [
      walk.after,
    ]);
    const rows = await reader.rows<PatientRow>(PAGE_OF_PATIENTS, [walk.after, String(cursor.since - MARGIN)]);
    const more = end?.count === PAGE && end.last !== null;
    return {
      patients: this.#patients(rows),
      cursor: JSON.stringify(more ? goingOn(cursor, walk, String(end.last)) : ended(cursor, walk, rows.length)),
      more,
    };
  }

  #patients(rows: readonly PatientRow[]): readonly Patient[] {
    return rows
      .filter(({ PatStatus }) => PatStatus !== DELETED && PatStatus !== ARCHIVED)
      .map((row) => patientOf(row, this.#chartNumber))
      .filter((patient) => [patient.chartNumber, patient.firstName, patient.lastName].every((text) => text !== ''));
  }
}

function goingOn(cursor: Cursor, walk: Walk, after: string): Cursor {
  return { ...cursor, walk: { began: walk.began, after, pages: walk.pages + 1 } };
}

/** Where one page held all and nothing changed the cursor stays as it was: there is nothing to write down. */
function ended({ since, restUntil }: Cursor, { began, pages }: Walk, changed: number): Cursor {
  if (pages === 0 && changed === 0 && since > 0) return { since, restUntil };
  return { since: began, restUntil: began + pages * REST };
}
