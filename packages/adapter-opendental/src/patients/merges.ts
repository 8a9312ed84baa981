import type { PracticeReader } from '../database/open-dental.js';
import { ARCHIVED, DELETED, PATIENT_COLUMNS, type PatientRow } from './patient-row.js';

/** patientlink.LinkType */
const MERGE = 1;
const CLONE = 2;

const BY_NUMBER = `SELECT ${PATIENT_COLUMNS} FROM patient WHERE PatNum = ?`;
const LINKS_FROM = `SELECT PatNumTo AS patNum FROM patientlink WHERE PatNumFrom = ? AND LinkType = ${MERGE}`;
const CLONE_OF = `SELECT PatNumFrom AS patNum FROM patientlink WHERE PatNumTo = ? AND LinkType = ${CLONE}`;

/** More merges than anybody makes of one patient. */
const MAX_MERGED = 50;

interface Linked {
  readonly patNum: number | string;
}

async function linked(reader: PracticeReader, statement: string, patNum: string): Promise<readonly string[]> {
  if (!reader.schema.has('patientlink')) return [];
  return (await reader.rows<Linked>(statement, [patNum])).map((link) => String(link.patNum));
}

/** Everybody into whom a patient was merged, step by step, and the patient; those who were not merged further are `ends`. */
async function mergedInto(
  reader: PracticeReader,
  patNum: string,
): Promise<{ readonly all: readonly string[]; readonly ends: readonly string[] }> {
  const all = new Set([patNum]);
  const ends: string[] = [];
  // A set hands out what is added while it is walked, and each only once: a ring of merges ends.
  for (const each of all) {
    const next = await linked(reader, LINKS_FROM, each);
    if (next.length === 0) ends.push(each);
    if (all.size < MAX_MERGED) for (const into of next) all.add(into);
  }
  return { all: [...all], ends };
}

/**
 * Who a patient is now: the one who remains after all merges, or undefined where there is none (any more), or where the
 * merges do not say who. Merged there and back again, the one who is not archived remains.
 */
export async function remainingPatient(reader: PracticeReader, patNum: string): Promise<PatientRow | undefined> {
  const { all, ends } = await mergedInto(reader, patNum);
  const rows: PatientRow[] = [];
  for (const each of ends.length > 0 ? ends : all) rows.push(...(await reader.rows<PatientRow>(BY_NUMBER, [each])));
  const inRing = ends.length === 0;
  const remaining = rows.filter(({ PatStatus }) => PatStatus !== DELETED && !(inRing && PatStatus === ARCHIVED));
  return remaining.length === 1 ? remaining[0] : undefined;
}

/** Of whom a patient is a clone: the same human being under another number. */
export async function originalOf(reader: PracticeReader, patNum: string): Promise<string | undefined> {
  return (await linked(reader, CLONE_OF, patNum))[0];
}
