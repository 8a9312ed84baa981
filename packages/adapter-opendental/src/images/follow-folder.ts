import { renameFile, syncFolder } from '@chairside/core/files';
import { join } from 'node:path';
import type { DeliveryNote } from './delivery-notes.js';
import type { PatientChart } from './image-charts.js';
import { makePatientFolder } from './patient-folder.js';
import { findStanding, rowsOf } from './standing-file.js';

/**
 * Open Dental may name a patient's folder otherwise than was foreseen, where the patient was renamed before it did. Files
 * of which it knows nothing yet are moved there; one that has a row is Open Dental's own, and is left where it is.
 * Answers the note with the folder in which its files are looked for first. Throws CHART_FOLDER_REFUSED.
 */
export async function followFolder(
  root: string,
  note: DeliveryNote,
  { folder, documents }: PatientChart,
  signal: AbortSignal,
): Promise<DeliveryNote> {
  if (folder === undefined || folder === note.folder) return note;
  let left = false;
  let moved = false;
  for (const file of note.files) {
    const before = await findStanding(root, [note.folder], file, signal);
    if (before.kind === 'none') continue;
    const there = await findStanding(root, [folder], file, signal);
    if (before.kind === 'other' || there.kind !== 'none' || rowsOf(file, documents).length > 0) {
      left = true;
      continue;
    }
    await makePatientFolder(root, folder);
    await renameFile(join(root, note.folder, before.name), join(root, folder, before.name));
    moved = true;
  }
  if (moved) for (const changed of [folder, note.folder]) await syncFolder(join(root, changed));
  return left ? note : { ...note, folder };
}
