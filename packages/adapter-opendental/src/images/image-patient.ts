import { ChairsideError, type PatientRef } from '@chairside/core';
import type { PracticeReader } from '../database/open-dental.js';
import { remainingPatient } from '../patients/merges.js';

const FOLDER = 'SELECT LName AS lastName, FName AS firstName, ImageFolder AS folder FROM patient WHERE PatNum = ?';
const DOCUMENTS = `
  SELECT DocNum AS number, FileName AS fileName, Description AS description FROM document WHERE PatNum = ?`;

/** A row that Open Dental made of a file. */
export interface DocumentRow {
  readonly number: number | string;
  readonly fileName: string | null;
  readonly description: string | null;
}

/** A patient's part of the image folder. */
export interface ImagePatient {
  /** PatNum of who remains of the patient after merges; where nobody does, the patient's own. */
  readonly number: string;
  /**
   * The name of the patient's folder: the stored one, else the one that Open Dental would choose now. Undefined where
   * there is no such patient any more.
   */
  readonly folder: string | undefined;
  readonly documents: readonly DocumentRow[];
}

interface FolderRow {
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly folder: string | null;
}

/** Of the patient, or of whom the patient was merged into. Throws CHART_FOLDER_REFUSED. */
export async function readImagePatient(reader: PracticeReader, ref: PatientRef): Promise<ImagePatient> {
  const remaining = await remainingPatient(reader, ref);
  const number = String(remaining?.PatNum ?? ref);
  const [row] = remaining === undefined ? [] : await reader.rows<FolderRow>(FOLDER, [number]);
  const documents = await reader.rows<DocumentRow>(DOCUMENTS, [number]);
  return { number, folder: row && folderOf(row, number), documents };
}

function folderOf(row: FolderRow, number: string): string {
  const stored = row.folder?.trim() ?? '';
  return checkedFolder(stored === '' ? futureFolder(row, number) : stored);
}

/** What Open Dental will name a folder that it has not named yet: the letters of the name, and the patient's number. */
export function futureFolder({ lastName, firstName }: Omit<FolderRow, 'folder'>, number: string): string {
  // Its letters are single UTF-16 units.
  const letters = Array.from(`${lastName ?? ''}${firstName ?? ''}`).filter(
    (character) => character.length === 1 && /\p{L}/u.test(character),
  );
  return `${letters.join('')}${number}`;
}

/** Names that Windows takes for devices, or for another folder's: it drops dots and spaces at the end. */
const MISREAD = /[. ]$|^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)/i;

function checkedFolder(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  const leadsAway = /[\\/:*?"<>|\u0000-\u001f]/.test(name) || name.startsWith('.') || MISREAD.test(name);
  if (leadsAway) throw new ChairsideError('CHART_FOLDER_REFUSED', { detail: 'it is no plain name of a folder' });
  return name;
}
